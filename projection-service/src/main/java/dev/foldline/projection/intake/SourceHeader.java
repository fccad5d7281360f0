package dev.foldline.projection.intake;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.projection.intake.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The header that a repartitioning adds to a record: the partition that it comes from. A marker has no value and goes
 * to every partition.
 */
public final class SourceHeader {

    private static final String NAME = "foldline-partition";

    private static final String LATE = "foldline-late";

    private SourceHeader() {}

    /** The headers of a record that comes from a partition. */
    public static Headers add(Headers headers, int partition) {
        return new RecordHeaders(headers)
                .add(NAME, ByteBuffer.allocate(Integer.BYTES).putInt(partition).array());
    }

    /** The headers of a record that was parked, and that later positions have overtaken meanwhile. */
    static Headers addLate(Headers headers, int partition) {
        return add(headers, partition).add(LATE, new byte[0]);
    }

    /** Whether later positions of its partition may have gone before a record. */
    static boolean isLate(Headers headers) {
        return headers.lastHeader(LATE) != null;
    }

    /** Whether a record comes from a partition of the events topic, or of the requests. */
    public static boolean isIn(Headers headers) {
        return headers.lastHeader(NAME) != null;
    }

    /** The partition that a record comes from. */
    public static int partition(Headers headers) {
        Header header = headers.lastHeader(NAME);
        if (header == null) {
            throw new IllegalStateException("a record of a repartition topic without header " + NAME);
        }
        return ByteBuffer.wrap(header.value()).getInt();
    }

    /** Says to every partition that all positions of a partition up to this one are on their way. */
    static Record<String, RecordBatch> mark(int partition, long position, long timeMs) {
        Headers said = new RecordHeaders()
                .add(HeaderNames.POSITION, Long.toString(position).getBytes(StandardCharsets.UTF_8));
        Headers headers = add(said, partition);
        return new Record<>("", RecordBatch.of(null, headers), timeMs, headers);
    }

    static boolean isMark(byte @Nullable [] value, long position) {
        return value == null && position != EventReader.NO_POSITION;
    }

    /** A record goes to the partition of its key, a marker to all. */
    public static <V> StreamPartitioner<String, V> partitioner(KeyPartitioner keys) {
        return (topic, key, value, partitions) -> Optional.of(
                key.isEmpty()
                        ? IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet())
                        : Set.of(keys.partitionOf(key, partitions)));
    }
}
