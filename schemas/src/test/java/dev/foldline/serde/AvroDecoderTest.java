package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.schema.parcel.ParcelInsured;
import dev.foldline.serde.UndecodableException.Reason;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroDecoderTest {

    private static final InsureParcel INSURE = new InsureParcel(500L, "salary", "");
    private static final long SEED = 20_261_102L;
    private static final int FUZZED_VALUES = 100_000;
    private static final int FUZZED_BYTES_MAX = 200;

    /** Far above what a value of a few bytes needs, far below what a length that it claims would take. */
    private static final long ALLOCATED_BYTES_MAX = 1024 * 1024;

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySchemas schemas = new RegistrySchemas(registry);
    private final AvroDecoder decoder = new AvroDecoder(schemas, SampleRecords.schemas());
    private byte[] deposit = {};

    @BeforeEach
    void registerSchemas() throws Exception {
        for (Schema schema : SampleRecords.schemas()) {
            registry.register(schema.getFullName(), new AvroSchema(schema));
        }
        deposit = encoder().encode(INSURE);
    }

    @Test
    void aNullValueIsUndecodable() {
        assertThatThrownBy(() -> decoder.decode(null)).hasMessage("the value is null");
        assertThat(reasonOf(null)).isEqualTo(Reason.UNDECODABLE);
    }

    @Test
    void aValueShorterThanThePrefixIsUndecodable() {
        for (int length = 0; length < WireFormat.PREFIX_BYTES; length++) {
            assertThat(reasonOf(Arrays.copyOf(deposit, length))).isEqualTo(Reason.UNDECODABLE);
        }
        assertThatThrownBy(() -> decoder.decode(new byte[0]))
                .hasMessage("the value has 0 bytes, fewer than the prefix of 5");
    }

    @Test
    void anotherMagicByteIsUndecodable() {
        deposit[0] = 1;
        assertThat(reasonOf(deposit)).isEqualTo(Reason.UNDECODABLE);
        assertThatThrownBy(() -> decoder.decode(deposit)).hasMessageContaining("begins with byte 1");
    }

    @Test
    void anIdThatTheRegistryDoesNotHaveIsAnUnknownSchema() {
        WireFormat.putPrefix(deposit, 4711);
        assertThat(reasonOf(deposit)).isEqualTo(Reason.UNKNOWN_SCHEMA);
        assertThatThrownBy(() -> decoder.decode(deposit)).hasMessageContaining("4711");
    }

    @Test
    void aRecordThatNothingHandlesIsAnUnknownType() throws Exception {
        Schema stranger = SchemaBuilder.record("org.example.Stranger").fields().endRecord();
        WireFormat.putPrefix(deposit, registry.register("stranger", new AvroSchema(stranger)));

        assertThat(reasonOf(deposit)).isEqualTo(Reason.UNKNOWN_TYPE);
        assertThatThrownBy(() -> decoder.decode(deposit)).hasMessageContaining("org.example.Stranger");
    }

    @Test
    void aRecordOfAnotherTopicIsAnUnknownType() {
        AvroDecoder ofCommands = new AvroDecoder(schemas, List.of(InsureParcel.getClassSchema()));
        byte[] event = encoder().encode(new ParcelInsured("parcel-1", 1L));

        assertThatExceptionOfType(UndecodableException.class)
                .isThrownBy(() -> ofCommands.decode(event))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_TYPE))
                .withMessageContaining("ParcelInsured");
    }

    @Test
    void everyTruncatedRecordIsUndecodable() throws UndecodableException {
        for (SpecificRecord record : SampleRecords.all()) {
            byte[] whole = encoder().encode(record);
            int step = Math.max(1, whole.length / 100);
            for (int length = WireFormat.PREFIX_BYTES; length < whole.length; length += step) {
                assertThat(reasonOf(Arrays.copyOf(whole, length)))
                        .as("%d bytes of %s", length, record.getSchema().getName())
                        .isEqualTo(Reason.UNDECODABLE);
            }
            assertThat(decoder.decode(whole)).isEqualTo(record);
        }
    }

    @Test
    void bytesAfterTheRecordAreUndecodable() {
        for (SpecificRecord record : SampleRecords.all()) {
            byte[] whole = encoder().encode(record);
            assertThat(reasonOf(Arrays.copyOf(whole, whole.length + 1))).isEqualTo(Reason.UNDECODABLE);
        }
    }

    @Test
    void aStringThatClaimsToBeHugeIsUndecodableAndTakesNoMemory() throws Exception {
        long[] claims = {
            Integer.MAX_VALUE - 8, Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, Long.MAX_VALUE, -1, Long.MIN_VALUE
        };
        for (long claim : claims) {
            ByteBuffer value = ByteBuffer.allocate(32).put(deposit, 0, WireFormat.PREFIX_BYTES);
            putVarint(value, 500);
            putVarint(value, claim);
            byte[] bytes = Arrays.copyOf(value.array(), value.position());

            long beforeBytes = allocatedBytes();
            assertThat(reasonOf(bytes)).as("length %d", claim).isEqualTo(Reason.UNDECODABLE);
            assertThat(allocatedBytes() - beforeBytes).isLessThan(ALLOCATED_BYTES_MAX);
        }
        assertThat(decoder.decode(deposit)).isEqualTo(INSURE);
    }

    @Test
    void noBytesWhateverThrowAnythingElseOrTakeMuchMemory() throws Exception {
        Random random = new Random(SEED);
        int ids = SampleRecords.schemas().size();
        for (SpecificRecord record : SampleRecords.all()) {
            // So that making the readers is not counted below.
            decoder.decode(encoder().encode(record));
        }
        for (int i = 0; i < FUZZED_VALUES; i++) {
            byte[] bytes = new byte[WireFormat.PREFIX_BYTES + random.nextInt(FUZZED_BYTES_MAX)];
            random.nextBytes(bytes);
            WireFormat.putPrefix(bytes, 1 + random.nextInt(ids));
            long beforeBytes = allocatedBytes();
            try {
                decoder.decode(bytes);
            } catch (UndecodableException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", value " + i + ": " + Arrays.toString(bytes), e);
            }
            if (allocatedBytes() - beforeBytes > ALLOCATED_BYTES_MAX) {
                throw new AssertionError("seed " + SEED + ", value " + i + " takes " + (allocatedBytes() - beforeBytes)
                        + " bytes: " + Arrays.toString(bytes));
            }
        }
        assertThat(decoder.decode(deposit)).isEqualTo(INSURE);
    }

    @Test
    void aFieldThatALaterWriterAddedIsPassedOver() throws Exception {
        Schema later = SchemaBuilder.record("dev.foldline.schema.parcel.InsureParcel")
                .fields()
                .requiredString("channel")
                .requiredLong("amountMinor")
                .requiredString("reference")
                .endRecord();
        int id = registry.register("later", new AvroSchema(later));
        ByteBuffer value = ByteBuffer.allocate(16).put(new byte[WireFormat.PREFIX_BYTES]);
        putVarint(value, 1);
        value.put((byte) 'x');
        putVarint(value, 500);
        putVarint(value, 0);
        byte[] bytes = Arrays.copyOf(value.array(), value.position());
        WireFormat.putPrefix(bytes, id);

        assertThat(decoder.decode(bytes)).isEqualTo(new InsureParcel(500L, "", ""));
    }

    private AvroEncoder encoder() {
        return new AvroEncoder(schema -> schemas.idOf(schema.getFullName(), schema));
    }

    private Reason reasonOf(byte @Nullable [] bytes) {
        try {
            throw new AssertionError("was decoded: " + decoder.decode(bytes));
        } catch (UndecodableException e) {
            return e.reason();
        }
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** Avro's long: zig-zag, then seven bits per byte. */
    private static void putVarint(ByteBuffer target, long number) {
        long rest = (number << 1) ^ (number >> 63);
        while ((rest & ~0x7fL) != 0) {
            target.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }
}
