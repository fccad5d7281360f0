package dev.foldline.command.loop.source;

import dev.foldline.runtime.kafka.PausedPartitions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands topic, read by a member of the consumer group.
 *
 * <p>A member of a classic group answers a rebalance only when it polls, and the rebalance waits for every member. So
 * while the worker is busy elsewhere (with Postgres, the registry, a transaction), a second thread polls in its place,
 * with every partition paused: it fetches nothing, but the group settles within a moment, and the partitions of an
 * owner that died do not wait for this worker. What the group decides meanwhile is told to the worker at its next poll.
 * The second thread stops when the worker has made no progress for {@code stepTimeout}: then the worker hangs, and the
 * group gives its partitions to others once {@code max.poll.interval.ms} has passed.
 *
 * <p>The methods of {@link CommandSource} are for one thread; the lock is between it and the second one.
 */
public final class KafkaCommandSource implements CommandSource {

    private static final Logger log = LoggerFactory.getLogger(KafkaCommandSource.class);

    /**
     * How long the group's offset is waited for. A former owner's transaction ends within milliseconds as a rule; one
     * that does not shows in the topics too, where its end is awaited.
     */
    private static final Duration OFFSET_TIMEOUT = Duration.ofSeconds(1);

    /** For so long after one offset could not be determined, others are waited for only briefly. */
    private static final Duration OFFSET_TROUBLE = Duration.ofMinutes(1);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /** A question is asked in pieces, between which the other thread may poll. */
    private static final Duration PIECE = Duration.ofSeconds(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** How long a worker may be busy before the group is answered in its place. */
    private static final Duration BUSY_AFTER = Duration.ofMillis(500);

    private static final Duration KEEP_INTERVAL = Duration.ofMillis(200);
    private static final Duration KEEP_POLL = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final PausedPartitions partitions;
    private final Duration stepTimeout;
    private final Thread keeper;

    /** Fair: the worker must not take it again and again while the keeper waits. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Condition closing = lock.newCondition();

    /** What the group decided while the worker was busy, in order. */
    private final Queue<Runnable> untold = new ArrayDeque<>();

    private @Nullable KafkaException untoldFailure;

    /** Those that the keeper has paused, and starts again. */
    private final Set<TopicPartition> pausedByKeeper = new HashSet<>();

    private boolean keeping;
    private boolean reportedHanging;
    private boolean closed;
    private long polledNs = System.nanoTime();
    private long undeterminedNs = polledNs - OFFSET_TROUBLE.toNanos();
    private volatile long progressedNs = polledNs;

    /**
     * @param consumer    member of the group, {@code read_committed}, never committing by itself, without an offset
     *                    reset; closed with this object
     * @param name        of the worker, for the thread and for logs
     * @param stepTimeout longest time between two steps of a worker that does not hang
     */
    public KafkaCommandSource(Consumer<byte[], byte[]> consumer, String topic, String name, Duration stepTimeout) {
        this.consumer = consumer;
        this.partitions = new PausedPartitions(consumer, topic);
        this.stepTimeout = stepTimeout;
        this.keeper = Thread.ofPlatform().daemon().name(name + "-member").unstarted(() -> keepMembership(name));
    }

    @Override
    public void join(Assignments assignments) {
        consumer.subscribe(List.of(partitions.topic()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> given) {
                partitions.pause(given);
                pausedByKeeper.removeAll(given);
                List<Integer> numbers = PausedPartitions.numbers(given);
                tell(() -> assignments.assigned(numbers));
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> taken) {
                List<Integer> numbers = PausedPartitions.numbers(taken);
                if (keeping) {
                    take(assignments, numbers);
                } else {
                    assignments.revoked(numbers);
                }
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> taken) {
                List<Integer> numbers = PausedPartitions.numbers(taken);
                if (keeping) {
                    take(assignments, numbers);
                } else {
                    assignments.lost(numbers);
                }
            }
        });
        keeper.start();
    }

    /** The worker cannot give the partitions back in good order: it learns of it when another may have them. */
    private void take(Assignments assignments, List<Integer> numbers) {
        if (!numbers.isEmpty()) {
            assignments.takenWhileBusy(numbers);
            untold.add(() -> assignments.lost(numbers));
        }
    }

    private void tell(Runnable news) {
        if (keeping) {
            untold.add(news);
        } else {
            news.run();
        }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return locked(() -> {
            for (Runnable news = untold.poll(); news != null; news = untold.poll()) {
                news.run();
            }
            KafkaException failure = untoldFailure;
            if (failure != null) {
                untoldFailure = null;
                throw failure;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
            polledNs = System.nanoTime();
            progressedNs = polledNs;
            reportedHanging = false;
            return records;
        });
    }

    @Override
    public void progressed() {
        progressedNs = System.nanoTime();
    }

    @Override
    public long committedOffset(int partition) {
        TopicPartition commands = partitions.of(partition);
        boolean troubled = System.nanoTime() - undeterminedNs < OFFSET_TROUBLE.toNanos();
        for (Duration left = troubled ? PIECE : OFFSET_TIMEOUT; left.isPositive(); left = left.minus(PIECE)) {
            try {
                OffsetAndMetadata committed = locked(() -> consumer.committed(Set.of(commands), PIECE))
                        .get(commands);
                return committed == null ? NO_OFFSET : committed.offset();
            } catch (TimeoutException e) {
                log.debug("{}: the group does not say its offset yet: {}", commands, e.getMessage());
            }
        }
        undeterminedNs = System.nanoTime();
        return OFFSET_UNDETERMINED;
    }

    @Override
    public long firstOffset(int partition) {
        return locked(() -> partitions.firstOffset(partition, ANSWER_TIMEOUT));
    }

    @Override
    public long endOffset(int partition) {
        return locked(() -> partitions.endOffset(partition, ANSWER_TIMEOUT));
    }

    @Override
    public void start(int partition, long offset) {
        ifAssigned(partition, () -> partitions.start(partition, offset));
    }

    @Override
    public void stop(int partition) {
        ifAssigned(partition, () -> partitions.stop(partition));
    }

    /** The group may have taken the partition meanwhile; then there is nothing to do with it. */
    private void ifAssigned(int partition, Runnable step) {
        locked(() -> {
            if (consumer.assignment().contains(partitions.of(partition))) {
                step.run();
            }
            return partition;
        });
    }

    @Override
    public void rejoin(String reason) {
        locked(() -> {
            consumer.enforceRebalance(reason);
            return reason;
        });
    }

    @Override
    public ConsumerGroupMetadata group() {
        return locked(consumer::groupMetadata);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        } finally {
            lock.unlock();
        }
    }

    private void keepMembership(String name) {
        lock.lock();
        try {
            while (!closed) {
                long nowNs = System.nanoTime();
                if (nowNs - polledNs > BUSY_AFTER.toNanos() && untoldFailure == null) {
                    if (nowNs - progressedNs <= stepTimeout.toNanos()) {
                        pollInPlaceOfTheWorker();
                    } else if (!reportedHanging) {
                        reportedHanging = true;
                        log.warn(
                                "[{}] no progress for {} ms, others may get its partitions until it continues",
                                name,
                                stepTimeout.toMillis());
                    }
                }
                closing.await(KEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void pollInPlaceOfTheWorker() {
        pausedByKeeper.addAll(consumer.assignment());
        pausedByKeeper.removeAll(consumer.paused());
        consumer.pause(pausedByKeeper);
        keeping = true;
        try {
            consumer.poll(KEEP_POLL);
            pausedByKeeper.retainAll(consumer.assignment());
            consumer.resume(pausedByKeeper);
        } catch (KafkaException e) {
            untoldFailure = e;
        } finally {
            keeping = false;
            pausedByKeeper.clear();
        }
    }

    private <T> T locked(Supplier<T> call) {
        lock.lock();
        try {
            return call.get();
        } finally {
            lock.unlock();
        }
    }
}
