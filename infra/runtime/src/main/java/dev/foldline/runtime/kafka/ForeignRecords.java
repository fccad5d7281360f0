package dev.foldline.runtime.kafka;

import dev.foldline.runtime.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of somebody else that were found in the topics of this pipeline and passed over, for the log and for
 * health. Each is named once; of many in one partition the first few, then how many there are. Thread-safe.
 */
public final class ForeignRecords {

    private static final Logger log = LoggerFactory.getLogger(ForeignRecords.class);
    private static final int NAMED_MAX = 10;
    private static final int COUNTED_MAX = 1_000;

    /** Offsets by partition, as far as they are counted. */
    private final Map<String, SortedSet<Long>> byPartition = new TreeMap<>();

    /** Takes note of one, unless it is known. */
    public synchronized void found(ConsumerRecord<byte[], byte[]> record) {
        String partition = record.topic() + "-" + record.partition();
        SortedSet<Long> found = byPartition.computeIfAbsent(partition, _ -> new TreeSet<>());
        if (found.size() >= COUNTED_MAX || !found.add(record.offset())) {
            return;
        }
        if (found.size() <= NAMED_MAX) {
            log.warn(
                    "{} offset {} is not a record of this pipeline and is passed over: somebody else writes to this"
                            + " topic, take the right to do so from them",
                    partition,
                    record.offset());
        } else if (found.size() == NAMED_MAX + 1) {
            log.warn("{} has more records that are not of this pipeline; they are counted and not named", partition);
        }
    }

    /** {@link Health#OK}, or where records of somebody else are. */
    public synchronized String degradation() {
        List<String> all = new ArrayList<>();
        byPartition.forEach((partition, found) ->
                all.add(partition + " has " + (found.size() < COUNTED_MAX ? "" : "at least ") + found.size()
                        + " records of somebody else, at offset "
                        + found.stream().limit(NAMED_MAX).map(String::valueOf).collect(Collectors.joining(", "))
                        + (found.size() > NAMED_MAX ? " and others" : "")));
        return all.isEmpty() ? Health.OK : String.join("; ", all) + "; they are passed over";
    }
}
