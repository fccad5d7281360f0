package dev.foldline.serde;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.Domains;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.schema.parcel.ParcelLost;
import dev.foldline.schema.parcel.ParcelSent;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** What every domain on the classpath keeps, so that its events can be read for ever; and that a breach is noticed. */
class EveryOlderSchemaTest {

    private static final int RECORDS_PER_SCHEMA = 200;
    private static final long SEED = 20_261_121L;

    /** The events of domains, their older shapes and the steps between them. */
    private record Shapes(List<Schema> events, List<Schema> olderEvents, List<Migration<GenericRecord>> migrations) {

        static Shapes onClassPath() {
            Domains domains = Domains.onClassPath();
            return new Shapes(
                    domains.events(),
                    domains.events().stream()
                            .flatMap(event -> Domains.olderShapes(event).stream())
                            .toList(),
                    domains.all().stream()
                            .flatMap(domain -> domain.migrations().stream())
                            .toList());
        }

        static Shapes of(Schema event, List<Schema> olderEvents, List<Migration<GenericRecord>> migrations) {
            return new Shapes(List.of(event), olderEvents, migrations);
        }
    }

    private final Shapes onClassPath = Shapes.onClassPath();

    @Test
    void everyVersionBeforeThePresentOneIsCommitted() {
        checkEveryVersionIsCommitted(onClassPath);
    }

    @Test
    void everyCommittedOlderSchemaIsReadByEveryNewerReader() throws Exception {
        checkEveryNewerReaderReads(onClassPath);
    }

    @Test
    void everyLaterSchemaIsFullyCompatibleWithEveryEarlierOne() {
        checkCompatibility(onClassPath);
    }

    @Test
    void aVersionThatIsRaisedWithoutCommittingTheOlderSchemaIsNoticed() {
        Shapes forgetful = Shapes.of(ParcelLost.getClassSchema(), List.of(), List.of());

        assertThatThrownBy(() -> checkEveryVersionIsCommitted(forgetful))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("older versions of dev.foldline.schema.parcel.ParcelLost");
    }

    @Test
    void anOlderSchemaOfNoEventIsNoticed() {
        Schema stranger = SchemaBuilder.record("Stranger").fields().endRecord();
        Shapes careless = Shapes.of(
                onClassPath.events().getFirst(),
                Stream.concat(onClassPath.olderEvents().stream(), Stream.of(stranger))
                        .toList(),
                List.of());

        assertThatThrownBy(() -> checkEveryVersionIsCommitted(careless))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Stranger");
    }

    @Test
    void anOlderSchemaThatNoMigrationReadsIsNoticed() {
        Shapes secondOnly = Shapes.of(
                ParcelSent.getClassSchema(),
                onClassPath.olderEvents(),
                onClassPath.migrations().subList(1, 2));

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
        Shapes strict = Shapes.of(ParcelLost.getClassSchema(), List.of(older), List.of());

        assertThatThrownBy(() -> checkCompatibility(strict)).isInstanceOf(AssertionError.class);
    }

    private static void checkEveryVersionIsCommitted(Shapes domain) {
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

    private static void checkEveryNewerReaderReads(Shapes domain) throws Exception {
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

    /** A reader between the older and the present one, for which a generated class no longer exists. */
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

    private static void checkCompatibility(Shapes domain) {
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
    private static List<Schema> shapes(Shapes domain, Schema event) {
        List<Schema> shapes = new ArrayList<>(domain.olderEvents());
        shapes.removeIf(older -> !older.getFullName().equals(event.getFullName()));
        shapes.add(event);
        return shapes;
    }
}
