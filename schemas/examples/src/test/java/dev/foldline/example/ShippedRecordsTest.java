package dev.foldline.example;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.DomainRecords;
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

    static List<DomainRecords> domains() {
        return DomainRecords.all();
    }

    @Test
    void allFourDomainsAreFound() {
        assertThat(domains()).hasSize(4);
    }

    @Test
    void everyRecordSaysWhatItIsAndIsNamedOnce() {
        List<Schema> records = new ArrayList<>();
        for (DomainRecords domain : domains()) {
            records.addAll(domain.commands());
            records.addAll(domain.events());
            records.addAll(domain.views().values());
            records.addAll(domain.processes().values());
        }

        assertThat(records).extracting(Schema::getFullName).doesNotHaveDuplicates();
        assertThat(records)
                .allSatisfy(record -> assertThat(record.getDoc())
                        .as("doc of %s", record.getFullName())
                        .isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyVersionBeforeThePresentOneIsCommitted(DomainRecords domain) {
        for (Schema event : domain.events()) {
            assertThat(olderOf(domain, event))
                    .as("older versions of %s", event.getFullName())
                    .extracting(EventVersion::of)
                    .containsExactlyElementsOf(
                            IntStream.range(1, EventVersion.of(event)).boxed().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyCommittedOlderSchemaIsMigratedToThePresentOne(DomainRecords domain) throws Exception {
        MigrationPaths<GenericRecord> paths = new MigrationPaths<>(domain.migrations());
        for (Schema event : domain.events()) {
            for (Schema older : olderOf(domain, event)) {
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
    void everyLaterSchemaIsFullyCompatibleWithEveryEarlierOne(DomainRecords domain) {
        for (Schema event : domain.events()) {
            for (Schema older : olderOf(domain, event)) {
                assertThat(checkReaderWriterCompatibility(event, older).getType())
                        .isEqualTo(COMPATIBLE);
                assertThat(checkReaderWriterCompatibility(older, event).getType())
                        .isEqualTo(COMPATIBLE);
            }
        }
    }

    private static List<Schema> olderOf(DomainRecords domain, Schema event) {
        return domain.olderEvents().stream()
                .filter(older -> older.getFullName().equals(event.getFullName()))
                .toList();
    }
}
