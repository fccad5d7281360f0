package dev.foldline.command.forward;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * How large a record is for the brokers, which compare the batch that it is sent in with {@code max.message.bytes}.
 * Never too little, whether or not the batch is compressed: a record alone in its batch is at most so large.
 */
public final class RecordSize {

    private static final int BATCH_BYTES = 61;

    /** Length, attributes and the differences of time and offset, each in as many bytes as it can take. */
    private static final int RECORD_BYTES = 5 + 1 + 10 + 5;

    /** LZ4 stores what it cannot compress as it is, with a frame around it and a length before each block. */
    private static final int LZ4_FRAME_BYTES = 19;

    private static final int LZ4_BLOCK_BYTES = 64 << 10;
    private static final int LZ4_LENGTH_BYTES = 4;

    private static final int VARINT_BYTES_MAX = 5;

    private RecordSize() {}

    /** Bytes that a record takes at most. */
    public static long of(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        long bytes = RECORD_BYTES + of(record.key()) + of(record.value()) + VARINT_BYTES_MAX;
        for (Header header : record.headers()) {
            bytes += of(header);
        }
        return BATCH_BYTES + bytes + LZ4_FRAME_BYTES + LZ4_LENGTH_BYTES * (1 + bytes / LZ4_BLOCK_BYTES);
    }

    static long of(Header header) {
        return of(header.value()) + VARINT_BYTES_MAX + Utils.utf8Length(header.key());
    }

    private static long of(byte @Nullable [] bytes) {
        return (bytes == null ? 0L : bytes.length) + VARINT_BYTES_MAX;
    }
}
