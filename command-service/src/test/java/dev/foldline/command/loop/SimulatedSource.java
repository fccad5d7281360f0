package dev.foldline.command.loop;

import dev.foldline.command.loop.source.CommandSource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A member of the simulated group. */
final class SimulatedSource implements CommandSource {

    private static final int RECORDS_PER_PARTITION_MAX = 5;

    private final SimulatedKafka kafka;
    private final String member;
    private final Map<Integer, Long> started = new HashMap<>();
    private final Set<Integer> assigned = new HashSet<>();
    private @Nullable Assignments assignments;
    private int joinedGeneration = -1;

    SimulatedSource(SimulatedKafka kafka, String member) {
        this.kafka = kafka;
        this.member = member;
    }

    @Override
    public void join(Assignments listener) {
        assignments = listener;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        settle();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
        started.forEach((partition, offset) -> {
            List<ConsumerRecord<byte[], byte[]>> next = kafka.commands(partition).stream()
                    .filter(record -> record.offset() >= offset)
                    .limit(RECORDS_PER_PARTITION_MAX)
                    .toList();
            if (!next.isEmpty()) {
                polled.put(new TopicPartition(SimulatedKafka.COMMANDS, partition), next);
            }
        });
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        started.replaceAll((partition, offset) -> {
            TopicPartition commands = new TopicPartition(SimulatedKafka.COMMANDS, partition);
            List<ConsumerRecord<byte[], byte[]>> its = polled.getOrDefault(commands, List.of());
            // As a fetch goes on to the end of what it has read, past markers.
            boolean toEnd = its.size() < RECORDS_PER_PARTITION_MAX;
            long last = its.isEmpty() ? offset : its.getLast().offset() + 1;
            long next = toEnd ? Math.max(last, kafka.endOffset(partition)) : last;
            if (next > offset) {
                positions.put(commands, new OffsetAndMetadata(next));
            }
            return next;
        });
        return new ConsumerRecords<>(polled, positions);
    }

    private void settle() {
        Assignments listener = assignments;
        if (listener == null) {
            throw new IllegalStateException("join comes before poll");
        }
        if (joinedGeneration == kafka.generation() && kafka.knows(member)) {
            return;
        }
        if (!kafka.knows(member) || !kafka.ownedBy(member).equals(assigned)) {
            Collection<Integer> lost = List.copyOf(assigned);
            forget(lost);
            listener.lost(lost);
            kafka.release(kafka.ownedBy(member));
        }
        kafka.joined(member);
        joinedGeneration = kafka.generation();
        Set<Integer> revoked = kafka.toRevoke(member);
        if (!revoked.isEmpty()) {
            listener.revoked(revoked);
            forget(revoked);
            kafka.release(revoked);
        }
        Set<Integer> given = kafka.take(member);
        assigned.addAll(given);
        listener.assigned(given);
    }

    private void forget(Collection<Integer> partitions) {
        assigned.removeAll(partitions);
        partitions.forEach(started::remove);
    }

    /** A coordinator that was just loaded may have forgotten the offsets of open transactions, and does not wait. */
    @Override
    public long committedOffset(int partition) {
        if (kafka.remembersOpenTransactions()) {
            kafka.awaitTransactions(partition);
        } else if (kafka.cannotSayOffsets()) {
            return OFFSET_UNDETERMINED;
        }
        return kafka.committedOffset(partition);
    }

    @Override
    public long firstOffset(int partition) {
        return kafka.firstOffset(partition);
    }

    @Override
    public long endOffset(int partition) {
        return kafka.endOffset(partition);
    }

    @Override
    public void progressed() {}

    @Override
    public void start(int partition, long offset) {
        started.put(partition, offset);
    }

    @Override
    public void stop(int partition) {
        started.remove(partition);
    }

    @Override
    public void rejoin(String reason) {
        joinedGeneration = -1;
    }

    /** Kafka keeps the constructor for its own subclasses; without a broker this is the only way to have one. */
    @Override
    @SuppressWarnings("removal")
    public ConsumerGroupMetadata group() {
        return new ConsumerGroupMetadata("group", joinedGeneration, member, Optional.of(member));
    }

    @Override
    public void close() {
        kafka.expire(member);
    }
}
