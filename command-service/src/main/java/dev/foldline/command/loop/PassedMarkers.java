package dev.foldline.command.loop;

import dev.foldline.command.batch.OwnedPartition;
import dev.foldline.command.store.AppendOutcomeUnknownException;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.WrongExpectedVersionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the table's offset of a partition past the markers of transactions, and past what was aborted, that follow its
 * last command. Then retention may delete them: an owner that finds the commands topic beginning after its offset knows
 * that commands are missing, and need not guess whether the offsets between were markers.
 *
 * <p>Done when a poll gave nothing, so it costs nothing under load, where the next command takes the offset along. Not
 * thread-safe.
 */
final class PassedMarkers {

    private static final Logger log = LoggerFactory.getLogger(PassedMarkers.class);
    private final LoopDependencies dependencies;
    private final Duration interval;

    /** By partition. */
    private final Map<Integer, Polled> polled = new TreeMap<>();

    private long dueNs;

    /**
     * How far a partition was polled.
     *
     * @param owner    as it was then: it ends with each failure
     * @param decided  offset after the last command that was polled
     * @param position offset after all that was looked at
     */
    private record Polled(OwnedPartition owner, long decided, long position) {

        /** Invariant: all that was polled is in the table, or nothing is moved. */
        boolean isBehindMarkers(@Nullable OwnedPartition now) {
            return owner == now && owner.nextOffset() == decided && position > decided;
        }
    }

    /**
     * @param interval at most so often something is moved
     */
    PassedMarkers(LoopDependencies dependencies, Duration interval) {
        this.dependencies = dependencies;
        this.interval = interval;
        this.dueNs = dependencies.nanoTime().getAsLong();
    }

    /** Takes note of what a poll gave, before any of it is decided. */
    void polled(ConsumerRecords<byte[], byte[]> records, IntFunction<@Nullable OwnedPartition> owners) {
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                records.nextOffsets().entrySet()) {
            int partition = next.getKey().partition();
            OwnedPartition owner = owners.apply(partition);
            if (owner == null) {
                polled.remove(partition);
                continue;
            }
            Polled before = polled.get(partition);
            List<ConsumerRecord<byte[], byte[]>> its = records.records(next.getKey());
            long decided = !its.isEmpty()
                    ? its.getLast().offset() + 1
                    : before != null && before.owner() == owner ? before.decided() : owner.nextOffset();
            polled.put(partition, new Polled(owner, decided, next.getValue().offset()));
        }
    }

    /** Moves what is to be moved, once in a while. */
    void passInTime(PartitionLifecycle partitions) {
        long nowNs = dependencies.nanoTime().getAsLong();
        if (nowNs - dueNs >= 0) {
            dueNs = nowNs + interval.toNanos();
            pass(partitions);
        }
    }

    /**
     * Moves all that is to be moved. The group's offset follows with the next batch: a transaction of its own would
     * have nothing in the topics that a successor could wait for.
     */
    void pass(PartitionLifecycle partitions) {
        List<Polled> all = List.copyOf(polled.values());
        polled.clear();
        for (Polled each : all) {
            if (each.isBehindMarkers(partitions.owned(each.owner().partition()))) {
                pass(each, partitions);
            }
        }
    }

    private void pass(Polled each, PartitionLifecycle partitions) {
        OwnedPartition owner = each.owner();
        List<PartitionBatch> markers = List.of(new PartitionBatch(
                owner.partition(),
                owner.epoch(),
                each.position(),
                owner.nextPosition(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
        try {
            dependencies.store().append(markers);
        } catch (FencedException e) {
            partitions.fenced(e.partitions());
            return;
        } catch (WrongExpectedVersionException
                | AppendOutcomeUnknownException
                | StoreUnavailableException
                | StoreCorruptException
                | RowsRefusedException e) {
            log.info(
                    "commands-{}: its offset cannot be moved past the markers of transactions: {}",
                    owner.partition(),
                    e.getMessage());
            partitions.acquireAgain(List.of(owner.partition()), e);
            return;
        }
        owner.passed(each.position());
    }
}
