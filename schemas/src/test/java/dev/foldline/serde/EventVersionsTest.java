package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.domain.version.SchemaHistory;
import dev.foldline.schema.parcel.ParcelSent;
import dev.foldline.serde.UndecodableException.Reason;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

/** Bytes of other versions than this build's, which has version 3 of {@link ParcelSent}. */
class EventVersionsTest {

    private static final Schema PRESENT = ParcelSent.getClassSchema();
    private static final String NAME = PRESENT.getFullName();
    private static final List<Schema> OLDER = SchemaHistory.before(ParcelSent.class);
    private static final Instant AT = Instant.parse("2026-11-02T10:00:00.123456Z");
    private static final ParcelSent SENT = new ParcelSent("p-1", "Turin", "IT", 7_000L, AT);

    private static final Schema FOURTH = SchemaBuilder.record("ParcelSent")
            .namespace("dev.foldline.schema.parcel")
            .prop("eventVersion", 4)
            .fields()
            .requiredString("parcel")
            .endRecord();

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySchemas schemas = new RegistrySchemas(registry);
    private final AvroDecoder decoder = new AvroDecoder(schemas, List.of(PRESENT));

    @Test
    void everyOlderVersionIsReadAsThisBuilds() throws Exception {
        assertThat(decoder.decode(written(first()))).isEqualTo(SENT);
        assertThat(decoder.decode(written(second()))).isEqualTo(SENT);
        assertThat(decoder.decode(new AvroEncoder(this::id).encode(SENT))).isEqualTo(SENT);
    }

    @Test
    void aStepGetsTextsAsStringsAndTimesAsLongs() throws Exception {
        List<Object> got = new ArrayList<>();
        decoder(step(1, 3, first -> {
                    got.addAll(List.of(first.get("destination"), first.get("sentAt")));
                    return third();
                }))
                .decode(written(first()));

        assertThat(got).containsExactly("Turin, IT", ChronoUnit.MICROS.between(Instant.EPOCH, AT));
    }

    @Test
    void aNewerVersionIsReadWhereAStepGoesDown() throws Exception {
        AvroDecoder olderBuild = decoder(step(4, 3, _ -> third()));

        assertThat(olderBuild.decode(written(fourth()))).isEqualTo(SENT);
    }

    @Test
    void aNewerVersionWithoutAWayIsRefused() {
        refused(decoder, written(fourth()))
                .withMessage("Cannot migrate event " + NAME + " from version 4 to 3: no migration path found");
    }

    @Test
    void anOlderVersionWithoutAnyMigrationIsRefused() {
        refused(decoder(), written(first())).withMessage("No migrations found for event type " + NAME);
    }

    @Test
    void aStepThatFailsIsRefusedAndTheNextRecordIsRead() throws Exception {
        AvroDecoder picky = decoder(step(1, 3, first -> {
            if (first.get("parcelId").equals("p-2")) {
                throw new IllegalStateException("no such parcel");
            }
            return third();
        }));
        GenericRecord wrong = first();
        wrong.put("parcelId", "p-2");

        refused(picky, written(wrong)).withMessageEndingWith("java.lang.IllegalStateException: no such parcel");
        assertThat(picky.decode(written(first()))).isEqualTo(SENT);
    }

    @Test
    void aStepThatGivesAnotherVersionThanItSaysIsRefused() {
        refused(decoder(step(1, 3, _ -> second())), written(first()))
                .withMessage("migrating event " + NAME + " from version 1 to 3 gave version 2");
    }

    @Test
    void aStepThatLeavesAFieldEmptyIsRefused() {
        refused(decoder(step(1, 3, _ -> new GenericData.Record(PRESENT))), written(first()))
                .withMessageStartingWith("migrating event " + NAME + " from version 1 to 3 gave a wrong record: ")
                .withMessageContaining("parcelId");
    }

    @Test
    void bytesOfAnOlderVersionThatAreDamagedAreUndecodable() {
        byte[] bytes = written(first());
        for (byte[] damaged : List.of(Arrays.copyOf(bytes, bytes.length - 1), Arrays.copyOf(bytes, bytes.length + 1))) {
            assertThatExceptionOfType(UndecodableException.class)
                    .isThrownBy(() -> decoder.decode(damaged))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE));
        }
    }

    private static ThrowableAssertAlternative<UndecodableException> refused(AvroDecoder decoder, byte[] bytes) {
        return assertThatExceptionOfType(UndecodableException.class)
                .isThrownBy(() -> decoder.decode(bytes))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_MIGRATION));
    }

    private static GenericRecord first() {
        return new GenericRecordBuilder(OLDER.get(0))
                .set("parcelId", "p-1")
                .set("destination", "Turin, IT")
                .set("weightKilograms", 7)
                .set("sentAt", ChronoUnit.MICROS.between(Instant.EPOCH, AT))
                .build();
    }

    private static GenericRecord second() {
        return new GenericRecordBuilder(OLDER.get(1))
                .set("parcelId", "p-1")
                .set("city", "Turin")
                .set("country", "IT")
                .set("weightKilograms", 7)
                .set("sentAt", ChronoUnit.MICROS.between(Instant.EPOCH, AT))
                .build();
    }

    private static GenericRecord third() {
        return new GenericRecordBuilder(PRESENT)
                .set("parcelId", "p-1")
                .set("city", "Turin")
                .set("country", "IT")
                .set("weightGrams", 7_000L)
                .set("sentAt", ChronoUnit.MICROS.between(Instant.EPOCH, AT))
                .build();
    }

    private static GenericRecord fourth() {
        return new GenericRecordBuilder(FOURTH).set("parcel", "p-1").build();
    }

    private static Migration<GenericRecord> step(int from, int to, UnaryOperator<GenericRecord> step) {
        return new Migration<>(NAME, from, to, step);
    }

    private AvroDecoder decoder() {
        return new AvroDecoder(schemas, List.of(PRESENT), new MigrationPaths<>(List.of()));
    }

    private AvroDecoder decoder(Migration<GenericRecord> step) {
        return new AvroDecoder(schemas, List.of(PRESENT), new MigrationPaths<>(List.of(step)));
    }

    private byte[] written(GenericRecord record) {
        return WrittenBytes.of(id(record.getSchema()), record);
    }

    private int id(Schema schema) {
        try {
            return registry.register(Subjects.ofRecord("events", schema), new AvroSchema(schema));
        } catch (Exception e) {
            throw new IllegalStateException("the registry in memory refused " + schema, e);
        }
    }
}
