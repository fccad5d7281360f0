package dev.foldline.verify.check;

import dev.foldline.verify.source.DeadLetterRow;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every row of {@code dead_letters} is on the topic {@code commands.dlq} once, in order, with the bytes that came.
 */
public final class DeadLetterCheck {

    private static final String OFFSET_HEADER = "__streams.errors.offset";

    private final Findings findings = new Findings("every dead letter on its topic, byte for byte");
    private long letters;

    /**
     * Compares one partition.
     *
     * @param rows   in order of command offset
     * @param topic  records in order of offset
     * @param purged whether retention has removed records, so that the first rows may have none
     */
    public void partition(
            Iterator<DeadLetterRow> rows, Iterator<ConsumerRecord<byte[], byte[]>> topic, boolean purged) {
        PeekingIterator<ConsumerRecord<byte[], byte[]>> records = new PeekingIterator<>(topic);
        boolean skipping = purged;
        while (rows.hasNext()) {
            DeadLetterRow row = rows.next();
            letters++;
            ConsumerRecord<byte[], byte[]> head = records.peek();
            String difference = head == null ? "is not on the topic" : difference(row, head);
            if (difference != null && skipping) {
                continue;
            }
            skipping = false;
            if (difference != null) {
                findings.differ("dead letter of command partition " + row.partition() + " offset " + row.commandOffset()
                        + " " + difference);
            }
            if (head != null) {
                records.take();
            }
        }
        for (ConsumerRecord<byte[], byte[]> head = records.peek(); head != null; head = records.peek()) {
            findings.differ(place(head) + " is not in dead_letters, or there twice");
            records.take();
        }
    }

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("dead letters", letters);
        return findings.report(counts);
    }

    private static @Nullable String difference(DeadLetterRow row, ConsumerRecord<byte[], byte[]> letter) {
        if (!Arrays.equals(row.key(), letter.key())) {
            return "has key " + Findings.show(row.key()) + ", but " + place(letter) + " has "
                    + Findings.show(letter.key());
        }
        if (!Arrays.equals(row.value(), letter.value())) {
            return "has another value than " + place(letter);
        }
        Long offset = EventHeaders.number(letter.headers(), OFFSET_HEADER);
        return offset != null && offset == row.commandOffset()
                ? null
                : "is expected at " + place(letter) + ", whose header " + OFFSET_HEADER + " is " + offset;
    }

    private static String place(ConsumerRecord<byte[], byte[]> letter) {
        return letter.topic() + "-" + letter.partition() + " offset " + letter.offset();
    }
}
