package dev.foldline.projection.readmodel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A member of a group that a test gives partitions to, also such as another member has. */
final class TopicMember implements ViewTopic {

    /** Failure switch: whether the broker can be asked anything. */
    boolean away;

    private final TopicLog log;
    private final int pollRecordsMax;
    private final Map<Integer, Long> started = new TreeMap<>();
    private @Nullable Assignments assignments;

    TopicMember(TopicLog log, int pollRecordsMax) {
        this.log = log;
        this.pollRecordsMax = pollRecordsMax;
    }

    void give(Integer... partitions) {
        if (assignments != null) {
            assignments.assigned(List.of(partitions));
        }
    }

    void take(Integer... partitions) {
        List.of(partitions).forEach(started::remove);
        if (assignments != null) {
            assignments.gone(List.of(partitions));
        }
    }

    /** What the next polls give a partition from. */
    Map<Integer, Long> started() {
        return started;
    }

    @Override
    public void join(Assignments told) {
        assignments = told;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
                new TreeMap<>((a, b) -> Integer.compare(a.partition(), b.partition()));
        Map<TopicPartition, OffsetAndMetadata> next =
                new TreeMap<>((a, b) -> Integer.compare(a.partition(), b.partition()));
        for (Map.Entry<Integer, Long> entry : started.entrySet()) {
            TopicPartition partition = new TopicPartition(log.name(), entry.getKey());
            long offset = entry.getValue();
            if (offset < log.first(entry.getKey()) || offset > log.end(entry.getKey())) {
                throw new OffsetOutOfRangeException(Map.of(partition, offset));
            }
            List<ConsumerRecord<byte[], byte[]>> found = log.from(entry.getKey(), offset, pollRecordsMax);
            if (!found.isEmpty()) {
                records.put(partition, found);
                next.put(partition, new OffsetAndMetadata(found.getLast().offset() + 1));
                entry.setValue(found.getLast().offset() + 1);
            }
        }
        return new ConsumerRecords<>(records, next);
    }

    @Override
    public UUID id() {
        if (away) {
            throw new KafkaException("the broker is away");
        }
        return log.id();
    }

    @Override
    public long first(int partition) {
        return log.first(partition);
    }

    @Override
    public long end(int partition) {
        return log.end(partition);
    }

    @Override
    public OptionalLong lag(int partition) {
        Long offset = started.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(log.end(partition) - offset);
    }

    @Override
    public void start(int partition, long offset) {
        started.put(partition, offset);
    }

    @Override
    public void stop(int partition) {
        started.remove(partition);
    }

    @Override
    public void close() {
        started.clear();
    }
}
