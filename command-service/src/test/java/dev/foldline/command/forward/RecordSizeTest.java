package dev.foldline.command.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.contract.Topics;
import dev.foldline.serde.AvroEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sizes against what Kafka itself makes of a record. */
final class RecordSizeTest {

    private static final Topics TOPICS = Topics.DEFAULT;
    private static final AvroEncoder ENCODER = new AvroEncoder(_ -> 9);

    @Test
    void aRecordIsNeverLargerThanSaidAndHardlySmallerWhetherCompressedOrNot() {
        SplittableRandom random = new SplittableRandom(1);
        for (int bytes : new int[] {0, 1, 100, 4_000, 65_000, 66_000, 131_072, 1_000_000, 3_000_000}) {
            byte[] incompressible = new byte[bytes];
            random.nextBytes(incompressible);
            for (ProducerRecord<byte @Nullable [], byte @Nullable []> record : dead(incompressible, 1 << 30)) {
                long said = RecordSize.of(record);
                long plain = serialized(record, Compression.NONE);
                assertThat(plain)
                        .as("%d bytes", bytes)
                        .isLessThanOrEqualTo(said)
                        .isGreaterThan(said - 600);
                assertThat(serialized(record, Compression.lz4().build()))
                        .as("%d bytes, compressed", bytes)
                        .isLessThanOrEqualTo(said);
            }
        }
    }

    @Test
    void aDeadLetterThatItsTopicTakesIsForwardedWhole() {
        byte[] value = new byte[5_000];
        int needed = (int) RecordSize.of(letter(value, Integer.MAX_VALUE));
        ProducerRecord<byte @Nullable [], byte @Nullable []> whole = letter(value, needed);
        assertThat(whole.value()).hasSize(5_000);
        assertThat(message(whole)).doesNotContain("cut");
    }

    @Test
    void oneByteLessAndItIsCutAndSaysSo() {
        byte[] value = new byte[5_000];
        new SplittableRandom(2).nextBytes(value);
        int needed = (int) RecordSize.of(letter(value, Integer.MAX_VALUE));
        ProducerRecord<byte @Nullable [], byte @Nullable []> cut = letter(value, needed - 1);

        byte[] left = Objects.requireNonNull(cut.value());
        assertThat(left.length).isLessThan(5_000).isGreaterThan(4_500);
        assertThat(value).startsWith(left);
        assertThat(cut.headers().lastHeader("ce_id")).isNotNull();
        assertThat(message(cut)).contains("the value has 5000 bytes; the row of dead_letters has all of it");
        assertThat(serialized(cut, Compression.NONE)).isLessThanOrEqualTo(needed - 1);
        assertThat(serialized(cut, Compression.lz4().build())).isLessThanOrEqualTo(needed - 1);
    }

    @Test
    void whereHeadersAloneAreTooMuchOnlyThePlaceAndTheErrorAreLeft() {
        ProducerRecord<byte @Nullable [], byte @Nullable []> cut = letter(new byte[5_000], 500);
        assertThat(cut.key()).isNull();
        assertThat(cut.value()).isNull();
        assertThat(cut.headers().lastHeader("ce_id")).isNull();
        assertThat(cut.headers().lastHeader(DeadLetterHeaders.OFFSET).value())
                .isEqualTo("0".getBytes(StandardCharsets.UTF_8));
        assertThat(message(cut)).startsWith("undecodable: magic byte is 7, not 0 (cut: too large for this topic");
    }

    private static String message(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        return new String(record.headers().lastHeader(DeadLetterHeaders.MESSAGE).value(), StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> letter(byte[] value, int bytesMax) {
        return dead(value, bytesMax).getLast();
    }

    /** The result and the dead letter of one command. */
    private static List<ProducerRecord<byte @Nullable [], byte @Nullable []>> dead(byte[] value, int bytesMax) {
        PartitionBatch batch =
                BatchBuilder.from(new Ownership(0, 1, 0, 1)).dead(value).build();
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> all = new ArrayList<>();
        new ForwardRecords(TOPICS, ENCODER, () -> bytesMax, EventRecords.Fingerprints.NONE).of(batch, all::add);
        return all;
    }

    /** Bytes of the batch that holds the record alone, which is what a broker compares. */
    @SuppressWarnings("NullAway")
    private static long serialized(
            ProducerRecord<byte @Nullable [], byte @Nullable []> record, Compression compression) {
        return MemoryRecords.withRecords(
                        compression,
                        new SimpleRecord(
                                record.timestamp(),
                                record.key(),
                                record.value(),
                                record.headers().toArray()))
                .sizeInBytes();
    }
}
