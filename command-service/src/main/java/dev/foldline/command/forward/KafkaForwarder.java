package dev.foldline.command.forward;

import dev.foldline.command.store.PartitionBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards on a thread of its own, so that a batch's Kafka transaction overlaps the deciding of the next.
 *
 * <p>Whatever waits when the thread comes round goes into one transaction, as far as {@link ForwardSlices} says: under
 * load batches share the cost of a commit.
 */
public final class KafkaForwarder implements Forwarder {

    private static final Logger log = LoggerFactory.getLogger(KafkaForwarder.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * What a forwarder works with.
     *
     * @param name          of the worker, for threads and logs
     * @param commandsTopic topic whose offsets are committed
     * @param producers     opens a transactional producer; called again after a failure that a producer does not
     *                      survive
     * @param waitingMax    batches that may wait before {@link #submit} blocks
     * @param flushTimeout  limit of {@link #flush}
     * @param probe         told of each transaction
     */
    public record Setup(
            String name,
            String commandsTopic,
            Supplier<Producer<byte @Nullable [], byte @Nullable []>> producers,
            int waitingMax,
            Duration flushTimeout,
            ForwardProbe probe) {}

    private final Setup setup;
    private final ForwardTransaction transaction;
    private final ForwardSlices slices = new ForwardSlices();
    private final ForwardedPositions positions;
    private final OwnerFence fence;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<PartitionBatch> waiting = new ArrayDeque<>();
    private boolean forwarding;
    private boolean closed;
    private @Nullable ConsumerGroupMetadata group;
    private @Nullable Exception failure;

    /** How often forwarding was abandoned. */
    private int abandoned;

    /** Replaced only while no transaction is open; null before the first {@link #reset}. */
    private @Nullable Producer<byte @Nullable [], byte @Nullable []> producer;

    /**
     * @param records used by the forwarding thread alone
     */
    public KafkaForwarder(Setup setup, ForwardRecords records, ForwardedPositions positions, OwnerFence fence) {
        this.setup = setup;
        this.transaction = new ForwardTransaction(setup.name(), setup.commandsTopic(), records);
        this.positions = positions;
        this.fence = fence;
        this.thread =
                Thread.ofPlatform().daemon().name(setup.name() + "-forward").start(this::run);
    }

    @Override
    public void fence(String formerOwner) throws ForwardException {
        fence.fence(formerOwner);
    }

    @Override
    public long lastAnsweredOffset(int partition) throws ForwardException {
        return positions.lastAnsweredOffset(partition);
    }

    @Override
    public long lastPosition(int partition) throws ForwardException {
        return positions.lastPosition(partition);
    }

    @Override
    public long lastDeadLetterOffset(int partition) throws ForwardException {
        return positions.lastDeadLetterOffset(partition);
    }

    @Override
    public void submit(List<PartitionBatch> batch) throws ForwardException {
        lock.lock();
        try {
            awaitUntil(
                    setup.flushTimeout(),
                    () -> failure != null || waiting.size() < setup.waitingMax(),
                    "room for another batch");
            throwFailure();
            waiting.addAll(batch);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void joined(ConsumerGroupMetadata newest) {
        lock.lock();
        try {
            group = newest;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws ForwardException {
        flush(setup.flushTimeout());
    }

    @Override
    public void flush(Duration limit) throws ForwardException {
        lock.lock();
        try {
            awaitUntil(
                    limit, () -> failure != null || (!forwarding && waiting.isEmpty()), "the batches to be forwarded");
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void check() throws ForwardException {
        lock.lock();
        try {
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void abandon(String reason) {
        lock.lock();
        try {
            waiting.clear();
            abandoned++;
            if (failure == null) {
                failure = new IllegalStateException(reason);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void reset() throws ForwardException {
        int before;
        lock.lock();
        try {
            waiting.clear();
            before = abandoned;
            awaitUntil(setup.flushTimeout(), () -> !forwarding, "the open transaction to end");
        } finally {
            lock.unlock();
        }
        // A new producer under the same transactional id aborts what the old one left open. It is opened without the
        // lock, which others take to abandon at once; the forwarding thread does nothing, as there is a failure.
        closeProducer();
        Producer<byte @Nullable [], byte @Nullable []> opened;
        try {
            opened = setup.producers().get();
        } catch (KafkaException e) {
            throw new ForwardException("a transactional producer cannot be opened: " + e.getMessage(), e);
        }
        lock.lock();
        try {
            producer = opened;
            if (abandoned == before) {
                failure = null;
            }
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeProducer();
        positions.close();
    }

    private void run() {
        for (Work work = take(); work != null; work = take()) {
            Exception thrown = null;
            try {
                forward(work);
            } catch (RuntimeException e) {
                // The thread continues after any failure: the worker sees the failure, and the table has the batches.
                slices.failed();
                thrown = e;
            }
            finish(thrown);
        }
    }

    /**
     * What goes into one transaction.
     *
     * @param group as it was when the transaction began: if the group continues without us meanwhile, the offsets are
     *              refused
     */
    private record Work(
            List<PartitionBatch> batches,
            ConsumerGroupMetadata group,
            Producer<byte @Nullable [], byte @Nullable []> producer) {}

    /** Waits for batches and takes as many as go into one transaction; null when closed. */
    private @Nullable Work take() {
        lock.lock();
        try {
            while (!closed) {
                ConsumerGroupMetadata currentGroup = group;
                Producer<byte @Nullable [], byte @Nullable []> currentProducer = producer;
                if (failure == null && !waiting.isEmpty() && currentGroup != null && currentProducer != null) {
                    Work work = new Work(slices.take(waiting), currentGroup, currentProducer);
                    forwarding = true;
                    changed.signalAll();
                    return work;
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void finish(@Nullable Exception thrown) {
        lock.lock();
        try {
            forwarding = false;
            if (thrown != null) {
                log.warn("[{}] forwarding failed, its batches are in the table: {}", setup.name(), thrown.toString());
                failure = thrown;
                waiting.clear();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void forward(Work work) {
        long startedNs = System.nanoTime();
        transaction.run(work.producer(), work.batches(), work.group());
        long tookNs = System.nanoTime() - startedNs;
        slices.finished(tookNs);
        setup.probe().forwarded(work.batches(), tookNs);
    }

    private void closeProducer() {
        Producer<byte @Nullable [], byte @Nullable []> open = producer;
        if (open != null) {
            producer = null;
            open.close(Duration.ZERO);
        }
    }

    private void throwFailure() throws ForwardException {
        Exception stopped = failure;
        if (stopped != null) {
            throw new ForwardException("forwarding has stopped: " + stopped.getMessage(), stopped);
        }
    }

    private void awaitUntil(Duration limit, BooleanSupplier reached, String what) throws ForwardException {
        long leftNs = limit.toNanos();
        try {
            while (!reached.getAsBoolean()) {
                if (leftNs <= 0) {
                    throw new ForwardException("waited " + limit.toMillis() + " ms for " + what, null);
                }
                leftNs = changed.awaitNanos(leftNs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForwardException("interrupted while waiting for " + what, e);
        }
    }
}
