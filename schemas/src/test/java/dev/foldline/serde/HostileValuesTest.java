package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.serde.UndecodableException.Reason;
import dev.foldline.serde.bounds.ValueBounds;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value under a schema that reads like a command's, with one more field that is meant to do harm. */
class HostileValuesTest {

    private static final Schema PRESENT = InsureParcel.getClassSchema();
    private static final int DEEP = 400_000;
    private static final long ALLOCATED_BYTES_MAX = 8 * 1024 * 1024;
    private static final int SMALL_STACK_BYTES = 512 * 1024;
    private static final String TREE =
            "{\"type\":\"record\",\"name\":\"Tree\",\"fields\":[{\"name\":\"t\",\"type\":[\"null\",\"Tree\"]}]}";

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySchemas schemas = new RegistrySchemas(registry);
    private final AvroDecoder decoder = new AvroDecoder(schemas, List.of(PRESENT));

    /** What writes the value of the field. */
    private interface FieldWriter {
        void write(BinaryEncoder encoder) throws Exception;
    }

    @BeforeEach
    void registerSchemas() throws Exception {
        registry.register("present", new AvroSchema(PRESENT));
    }

    @Test
    void aRecursiveRecordNestedDeepIsUndecodable() throws Exception {
        byte[] value = value(TREE, encoder -> {
            for (int i = 0; i < DEEP; i++) {
                encoder.writeIndex(1);
            }
            encoder.writeIndex(0);
        });
        assertUndecodable(value, "nested more than 1000 levels deep");
    }

    @Test
    void recursionThroughArraysAndMapsIsUndecodable() throws Exception {
        String arrays = "{\"type\":\"record\",\"name\":\"A\",\"fields\":"
                + "[{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":\"A\"}}]}";
        assertUndecodable(
                value(arrays, encoder -> {
                    for (int i = 0; i < DEEP; i++) {
                        encoder.writeLong(1);
                    }
                }),
                "nested more than 1000 levels deep");
        String maps = "{\"type\":\"record\",\"name\":\"M\",\"fields\":"
                + "[{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"M\"}}]}";
        assertUndecodable(
                value(maps, encoder -> {
                    for (int i = 0; i < DEEP; i++) {
                        encoder.writeLong(1);
                        encoder.writeString("k");
                    }
                }),
                "nested more than 1000 levels deep");
    }

    @Test
    void aRecordThatContainsItselfAlwaysIsUndecodable() throws Exception {
        assertUndecodable(
                value(
                        "{\"type\":\"record\",\"name\":\"Self\",\"fields\":[{\"name\":\"s\",\"type\":\"Self\"}]}",
                        encoder -> {}),
                "nested more than 1000 levels deep");
    }

    /** The deepest that is let through must not be too deep for Avro, also on a small stack. */
    @Test
    void aValueOfTheDeepestNestingIsReadOnASmallStack() throws Exception {
        byte[] value = value(TREE, encoder -> {
            // Each level is a record and a union; the outermost record and the last union and null are three more.
            for (int i = 0; i < (ValueBounds.NESTING_MAX - 3) / 2; i++) {
                encoder.writeIndex(1);
            }
            encoder.writeIndex(0);
        });
        CompletableFuture<Object> read = new CompletableFuture<>();
        new Thread(
                        null,
                        () -> {
                            try {
                                read.complete(decoder.decode(value));
                            } catch (Exception | Error e) {
                                read.completeExceptionally(e);
                            }
                        },
                        "small-stack",
                        SMALL_STACK_BYTES)
                .start();

        assertThat(read.get()).isEqualTo(new InsureParcel(5L, "r", ""));
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 8, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aLengthThatTheValueDoesNotHoldIsUndecodableAndTakesNoMemory(long claim) throws Exception {
        if (claim > 0) {
            // Avro takes a negative length of a text that it skips for 0.
            assertUndecodable(value("\"string\"", encoder -> encoder.writeLong(claim)), "InsureParcel");
        }
        for (String type : List.of(
                "\"bytes\"",
                "{\"type\":\"array\",\"items\":\"long\"}",
                "{\"type\":\"array\",\"items\":\"null\"}",
                "{\"type\":\"map\",\"values\":\"long\"}")) {
            assertUndecodable(value(type, encoder -> encoder.writeLong(claim)), "InsureParcel");
        }
    }

    @Test
    void aFixedThatTheValueDoesNotHoldIsUndecodableAndTakesNoMemory() throws Exception {
        assertUndecodable(
                value("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483639}", encoder -> {}),
                "a fixed claims 2147483639 bytes");
    }

    @Test
    void aBlockThatLiesAboutItsBytesIsUndecodable() throws Exception {
        assertUndecodable(
                value("{\"type\":\"array\",\"items\":\"long\"}", encoder -> {
                    encoder.writeLong(-1);
                    encoder.writeLong(7);
                    encoder.writeLong(1);
                    encoder.writeLong(0);
                }),
                "a block claims 7 bytes");
    }

    @Test
    void arraysInBlocksWithTheirBytesAreRead() throws Exception {
        byte[] value = value("{\"type\":\"array\",\"items\":\"long\"}", encoder -> {
            encoder.writeLong(-2);
            encoder.writeLong(2);
            encoder.writeLong(1);
            encoder.writeLong(2);
            encoder.writeLong(1);
            encoder.writeLong(3);
            encoder.writeLong(0);
        });
        assertThat(decoder.decode(value)).isEqualTo(new InsureParcel(5L, "r", ""));
    }

    @Test
    void aSchemaThatCannotBeReadAsTheCommandIsUndecodable() throws Exception {
        Schema other = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"InsureParcel\",\"namespace\":\"" + PRESENT.getNamespace()
                        + "\",\"fields\":[{\"name\":\"amountMinor\",\"type\":{\"type\":\"map\",\"values\":\"int\"}}]}");
        byte[] value = {0, 0, 0, 0, 0, 0};
        WireFormat.putPrefix(value, registry.register("other", new AvroSchema(other)));

        assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> decoder.decode(value));
    }

    @Test
    void aMigrationThatThrowsAnErrorIsAFaultOfTheRecord() throws Exception {
        List<Consumer<String>> steps = List.of(
                _ -> {
                    throw new StackOverflowError();
                },
                _ -> {
                    throw new AssertionError("a step that asserts");
                },
                _ -> {
                    throw new ExceptionInInitializerError("a step whose class cannot be loaded");
                },
                _ -> {
                    throw new ClassCastException("a step that casts");
                });
        Schema second = new Schema.Parser()
                .parse(PRESENT.toString()
                        .replaceFirst("\"type\":\"record\"", "\"type\":\"record\",\"eventVersion\":9"));
        byte[] value = bytes(second);
        for (Consumer<String> step : steps) {
            MigrationPaths<GenericRecord> paths =
                    new MigrationPaths<>(List.of(new Migration<>(PRESENT.getFullName(), 9, 1, document -> {
                        step.accept("");
                        return document;
                    })));
            AvroDecoder migrating = new AvroDecoder(schemas, List.of(PRESENT), paths);
            assertThatExceptionOfType(UndecodableException.class)
                    .isThrownBy(() -> migrating.decode(value))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_MIGRATION));
        }
    }

    @Test
    void anErrorOfTheMachineIsNobodysFault() throws Exception {
        MigrationPaths<GenericRecord> paths =
                new MigrationPaths<>(List.of(new Migration<>(PRESENT.getFullName(), 9, 1, document -> {
                    throw new OutOfMemoryError("played");
                })));
        AvroDecoder migrating = new AvroDecoder(schemas, List.of(PRESENT), paths);
        Schema second = new Schema.Parser()
                .parse(PRESENT.toString()
                        .replaceFirst("\"type\":\"record\"", "\"type\":\"record\",\"eventVersion\":9"));

        assertThatThrownBy(() -> migrating.decode(bytes(second))).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aRecordIsReadUnderItsFormerNames() throws Exception {
        Schema renamed = new Schema.Parser()
                .parse(PRESENT.toString().replaceFirst("\"name\":\"InsureParcel\"", "\"name\":\"CoverParcel\""));
        assertThat(renamed.getFullName()).endsWith(".CoverParcel");
        Schema aliased = new Schema.Parser().parse(PRESENT.toString());
        aliased.addAlias("CoverParcel");
        AvroDecoder knowing = new AvroDecoder(schemas, List.of(aliased));

        assertThat(knowing.decode(bytes(renamed))).isEqualTo(new InsureParcel(5L, "r", ""));
        assertThatThrownBy(() -> decoder.decode(bytes(renamed))).hasMessageContaining("CoverParcel");
    }

    private byte[] bytes(Schema schema) throws Exception {
        int id = registry.register(schema.getFullName() + schema.hashCode(), new AvroSchema(schema));
        return encoded(id, encoder -> {});
    }

    /** A command whose writer knew one more field, the last. */
    private byte[] value(String type, FieldWriter field) throws Exception {
        String fields = PRESENT.toString();
        Schema written = new Schema.Parser()
                .parse(fields.substring(0, fields.lastIndexOf(']')) + ",{\"name\":\"harm\",\"type\":" + type + "}]}");
        int id = registry.register("harm", new AvroSchema(written));
        return encoded(id, field);
    }

    private static byte[] encoded(int id, FieldWriter field) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[WireFormat.PREFIX_BYTES]);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(5);
        encoder.writeString("r");
        encoder.writeString("");
        field.write(encoder);
        encoder.flush();
        byte[] value = bytes.toByteArray();
        WireFormat.putPrefix(value, id);
        return value;
    }

    private void assertUndecodable(byte[] value, String words) {
        long beforeBytes = allocatedBytes();
        assertThatExceptionOfType(UndecodableException.class)
                .isThrownBy(() -> decoder.decode(value))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE));
        assertThat(allocatedBytes() - beforeBytes).isLessThan(ALLOCATED_BYTES_MAX);
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
