package dev.foldline.verify.check;

import dev.foldline.contract.HeaderNames;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.PartitionCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The events topic equals the table record by record, in order and without a repeat: key, payload bytes, headers,
 * timestamp.
 *
 * <p>Rows come in order of position, one partition after the other. Both sides are aligned by the header
 * {@code ce_position}, so that one missing record is one difference.
 */
public final class EventTopicCheck {

    private static final int ID_AT = 1;

    private final Findings findings = new Findings("events topic equals the table");
    private final Map<Integer, SchemaPin> pins;
    private PeekingIterator<ConsumerRecord<byte[], byte[]>> topic = new PeekingIterator<>(Collections.emptyIterator());
    private long records;

    /**
     * @param pins what schema ids were first used with, by id
     */
    public EventTopicCheck(Map<Integer, SchemaPin> pins) {
        this.pins = pins;
    }

    /** Begins a partition, with its records in the order of their offsets. */
    public void beginPartition(Iterator<ConsumerRecord<byte[], byte[]>> itsRecords) {
        topic = new PeekingIterator<>(itsRecords);
    }

    public void row(EventRow row) {
        ConsumerRecord<byte[], byte[]> head = topic.peek();
        while (head != null && positionOf(head, row.position()) < row.position()) {
            findings.differ(place(head) + " has position " + positionOf(head, 0) + ", but " + row.position()
                    + " is next: a repeat, or out of order");
            take();
            head = topic.peek();
        }
        if (head == null || positionOf(head, row.position()) > row.position()) {
            findings.differ(row.place() + " is in the table but not on the topic"
                    + (head == null
                            ? ", which has ended"
                            : ": " + place(head) + " has position " + positionOf(head, 0)));
            return;
        }
        String difference = difference(row, head);
        if (difference != null) {
            findings.differ(row.place() + ", " + place(head) + ": " + difference);
        }
        take();
    }

    /**
     * Ends a partition: what the topic has left must be events that came after the table was read.
     *
     * @param read  up to where the table was read
     * @param later where the table was after the end of the topic was looked up
     */
    public void endPartition(PartitionCursor read, PartitionCursor later) {
        for (ConsumerRecord<byte[], byte[]> head = topic.peek(); head != null; head = topic.peek()) {
            long position = positionOf(head, 0);
            if (position < read.nextPosition() || position >= later.nextPosition()) {
                findings.differ(place(head) + " has position " + position + ", but the table ends at position "
                        + (later.nextPosition() - 1) + ": a repeat, or not in the table");
            }
            take();
        }
    }

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("records", records);
        return findings.report(counts);
    }

    private void take() {
        topic.take();
        records++;
    }

    private static long positionOf(ConsumerRecord<byte[], byte[]> event, long otherwise) {
        Long position = EventHeaders.number(event.headers(), HeaderNames.POSITION);
        return position == null ? otherwise : position;
    }

    private @Nullable String difference(EventRow row, ConsumerRecord<byte[], byte[]> event) {
        if (!Arrays.equals(event.key(), row.aggregateId().getBytes(StandardCharsets.UTF_8))) {
            return "the key is " + Findings.show(event.key()) + ", not " + row.aggregateId();
        }
        if (event.value() == null) {
            return "the payload is null, not " + row.payload().length + " bytes";
        }
        int at = Arrays.mismatch(event.value(), row.payload());
        if (at >= 0) {
            return "the payload of " + event.value().length + " bytes differs from the table's " + row.payload().length
                    + " at byte " + at;
        }
        if (event.timestamp() != row.occurredAt().toEpochMilli()) {
            return "the timestamp is " + event.timestamp() + " ms, not "
                    + row.occurredAt().toEpochMilli();
        }
        return EventHeaders.difference(row, fingerprintOf(row.payload()), event.headers());
    }

    private @Nullable String fingerprintOf(byte[] payload) {
        SchemaPin pin = payload.length < ID_AT + Integer.BYTES
                ? null
                : pins.get(ByteBuffer.wrap(payload).getInt(ID_AT));
        return pin == null ? null : pin.fingerprint();
    }

    private static String place(ConsumerRecord<byte[], byte[]> event) {
        return event.topic() + "-" + event.partition() + " offset " + event.offset();
    }
}
