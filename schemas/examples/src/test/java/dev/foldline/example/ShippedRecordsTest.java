package dev.foldline.example;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.Domain;
import dev.foldline.domain.Domains;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.MigrationPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the records of every domain keep, so that they are understood and can be read for ever. */
class ShippedRecordsTest {

    private static final int RECORDS_PER_SCHEMA = 200;
    private static final long SEED = 20_261_121L;

    static List<Domain> domains() {
        return Domains.onClassPath().all();
    }

    @Test
    void allFourDomainsAreFound() {
        assertThat(domains()).hasSize(4);
    }

    @Test
    void everyRecordSaysWhatItIsAndIsNamedOnce() {
        List<Schema> records = new ArrayList<>();
        Domains domains = Domains.onClassPath();
        records.addAll(domains.commands());
        records.addAll(domains.events());
        records.addAll(domains.views().values());
        records.addAll(domains.processStates().values());

        assertThat(records).extracting(Schema::getFullName).doesNotHaveDuplicates();
        assertThat(records)
                .allSatisfy(record -> assertThat(record.getDoc())
                        .as("doc of %s", record.getFullName())
                        .isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyVersionBeforeThePresentOneIsCommitted(Domain domain) {
        for (Schema event : events(domain)) {
            assertThat(Domains.olderShapes(event))
                    .as("older versions of %s", event.getFullName())
                    .extracting(EventVersion::of)
                    .containsExactlyElementsOf(
                            IntStream.range(1, EventVersion.of(event)).boxed().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyCommittedOlderSchemaIsMigratedToThePresentOne(Domain domain) throws Exception {
        MigrationPaths<GenericRecord> paths = new MigrationPaths<>(domain.migrations());
        for (Schema event : events(domain)) {
            for (Schema older : Domains.olderShapes(event)) {
                for (Object random : new RandomData(older, RECORDS_PER_SCHEMA, SEED, false)) {
                    GenericRecord migrated = paths.migrate(
                            event.getFullName(), EventVersion.of(older), EventVersion.of(event), (GenericRecord)
                                    random);
                    assertThat(migrated.getSchema()).isEqualTo(event);
                    assertThat(GenericData.get().validate(event, migrated))
                            .as("%s", migrated)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyLaterSchemaIsFullyCompatibleWithEveryEarlierOne(Domain domain) {
        for (Schema event : events(domain)) {
            for (Schema older : Domains.olderShapes(event)) {
                assertThat(checkReaderWriterCompatibility(event, older).getType())
                        .isEqualTo(COMPATIBLE);
                assertThat(checkReaderWriterCompatibility(older, event).getType())
                        .isEqualTo(COMPATIBLE);
            }
        }
    }

    private static List<Schema> events(Domain domain) {
        return new Domains(List.of(domain)).events();
    }
}
