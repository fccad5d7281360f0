package dev.foldline.serde;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.DomainRecords;
import dev.foldline.contract.ParcelRecords;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.schema.parcel.ParcelLost;
import dev.foldline.schema.parcel.ParcelSent;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every domain on the classpath keeps, so that its events can be read for ever; and that a breach is noticed. */
class EveryOlderSchemaTest {

    private static final int RECORDS_PER_SCHEMA = 200;
    private static final long SEED = 20_261_121L;

    /** Domains with one event of their own, each of which breaks one rule. */
    private record BrokenDomain(Schema event, List<Schema> olderEvents, List<Migration<GenericRecord>> migrations)
            implements DomainRecords {

        @Override
        public List<Schema> commands() {
            return List.of();
        }

        @Override
        public List<Schema> events() {
            return List.of(event);
        }

        @Override
        public Map<String, Schema> views() {
            return Map.of();
        }
    }

    static List<DomainRecords> domains() {
        return DomainRecords.all();
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyVersionBeforeThePresentOneIsCommitted(DomainRecords domain) {
        checkEveryVersionIsCommitted(domain);
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyCommittedOlderSchemaIsReadByEveryNewerReader(DomainRecords domain) throws Exception {
        checkEveryNewerReaderReads(domain);
    }

    @ParameterizedTest
    @MethodSource("domains")
    void everyLaterSchemaIsFullyCompatibleWithEveryEarlierOne(DomainRecords domain) {
        checkCompatibility(domain);
    }

    @Test
    void aVersionThatIsRaisedWithoutCommittingTheOlderSchemaIsNoticed() {
        BrokenDomain forgetful = new BrokenDomain(ParcelLost.getClassSchema(), List.of(), List.of());

        assertThatThrownBy(() -> checkEveryVersionIsCommitted(forgetful))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("older versions of dev.foldline.schema.parcel.ParcelLost");
    }

    @Test
    void anOlderSchemaOfNoEventIsNoticed() {
        Schema stranger = SchemaBuilder.record("Stranger").fields().endRecord();
        BrokenDomain careless = new BrokenDomain(
                new ParcelRecords().events().getFirst(),
                Stream.concat(new ParcelRecords().olderEvents().stream(), Stream.of(stranger))
                        .toList(),
                List.of());

        assertThatThrownBy(() -> checkEveryVersionIsCommitted(careless))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Stranger");
    }

    @Test
    void anOlderSchemaThatNoMigrationReadsIsNoticed() {
        ParcelRecords parcels = new ParcelRecords();
        BrokenDomain secondOnly = new BrokenDomain(
                ParcelSent.getClassSchema(),
                parcels.olderEvents(),
                parcels.migrations().subList(1, 2));

        assertThatThrownBy(() -> checkEveryNewerReaderReads(secondOnly))
                .hasMessage("Cannot migrate event dev.foldline.schema.parcel.ParcelSent from version 1 to 2: no"
                        + " migration path found");
    }

    @Test
    void aLaterSchemaThatDropsAFieldWithoutDefaultIsNoticed() {
        Schema older = SchemaBuilder.record(ParcelLost.getClassSchema().getFullName())
                .fields()
                .requiredString("place")
                .requiredString("parcelId")
                .endRecord();
        BrokenDomain strict = new BrokenDomain(ParcelLost.getClassSchema(), List.of(older), List.of());

        assertThatThrownBy(() -> checkCompatibility(strict)).isInstanceOf(AssertionError.class);
    }

    private static void checkEveryVersionIsCommitted(DomainRecords domain) {
        for (Schema event : domain.events()) {
            assertThat(domain.olderEvents())
                    .as("older versions of %s, now in %d", event.getFullName(), EventVersion.of(event))
                    .filteredOn(older -> older.getFullName().equals(event.getFullName()))
                    .extracting(EventVersion::of)
                    .containsExactlyElementsOf(
                            IntStream.range(1, EventVersion.of(event)).boxed().toList());
        }
        assertThat(domain.events())
                .as("events that have older schemas")
                .extracting(Schema::getFullName)
                .containsAll(
                        domain.olderEvents().stream().map(Schema::getFullName).toList());
    }

    private static void checkEveryNewerReaderReads(DomainRecords domain) throws Exception {
        MigrationPaths<GenericRecord> paths = new MigrationPaths<>(domain.migrations());
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        AvroDecoder decoder = new AvroDecoder(new RegistrySchemas(registry), domain.events(), paths);
        for (Schema event : domain.events()) {
            List<Schema> shapes = shapes(domain, event);
            for (Schema older : shapes.subList(0, shapes.size() - 1)) {
                int id = registry.register(Subjects.ofRecord("events", older), new AvroSchema(older));
                for (Object random : new RandomData(older, RECORDS_PER_SCHEMA, SEED)) {
                    byte[] bytes = WrittenBytes.of(id, (GenericRecord) random);
                    for (Schema newer : shapes.subList(shapes.indexOf(older) + 1, shapes.size() - 1)) {
                        assertReads(older, newer, bytes, paths);
                    }
                    assertThat(decoder.decode(bytes).getSchema()).isEqualTo(event);
                }
            }
        }
    }

    /** A reader between the older and the present one, for which there is no generated class any more. */
    private static void assertReads(Schema older, Schema newer, byte[] bytes, MigrationPaths<GenericRecord> paths)
            throws Exception {
        GenericRecord written = new PlainRecordReader(older)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(
                                        bytes, WireFormat.PREFIX_BYTES, bytes.length - WireFormat.PREFIX_BYTES, null));
        GenericRecord migrated =
                paths.migrate(older.getFullName(), EventVersion.of(older), EventVersion.of(newer), written);

        assertThat(migrated.getSchema()).isEqualTo(newer);
        assertThat(GenericData.get().validate(newer, migrated))
                .as("%s", migrated)
                .isTrue();
    }

    private static void checkCompatibility(DomainRecords domain) {
        for (Schema event : domain.events()) {
            List<Schema> shapes = shapes(domain, event);
            for (Schema reader : shapes) {
                for (Schema writer : shapes) {
                    assertThat(checkReaderWriterCompatibility(reader, writer).getType())
                            .as("%s reads what %s wrote", reader, writer)
                            .isEqualTo(COMPATIBLE);
                }
            }
        }
    }

    /** Older ones first, the present one last. */
    private static List<Schema> shapes(DomainRecords domain, Schema event) {
        List<Schema> shapes = new ArrayList<>(domain.olderEvents());
        shapes.removeIf(older -> !older.getFullName().equals(event.getFullName()));
        shapes.add(event);
        return shapes;
    }
}
