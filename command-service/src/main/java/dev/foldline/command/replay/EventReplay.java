package dev.foldline.command.replay;

import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedOffset;
import dev.foldline.command.replay.PostgresReplayTable.Cursors;
import dev.foldline.command.replay.PostgresReplayTable.Extent;
import dev.foldline.command.store.entry.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Builds a topic of events from the table: the same partitions, in the order of their positions, each record the bytes
 * that forwarding gives.
 *
 * <p>Where the topic is the one to which command-service forwards, it is built up to what was forwarded: the rest goes
 * with its results in the transactions of the partition's next owner. Nobody may forward meanwhile. A replay makes its
 * rows in {@code replay_progress} and only then finds the group without members; an owner joins the group and only then
 * looks for such rows. So one of the two always sees the other.
 *
 * <p>Each batch is one transaction. The end of the topic decides where to continue, and the table's progress is only
 * for people: so a crash between the two repeats nothing.
 */
public final class EventReplay {

    private final List<PostgresReplayTable> tables;
    private final IntUnaryOperator databaseOf;
    private final int partitions;
    private final ReplayTopic topic;
    private final ReplayRequest request;
    private final ReplayProbe probe;

    /**
     * Where the events are.
     *
     * @param databases  all of the pipeline
     * @param databaseOf index into them of the one that holds a partition
     * @param partitions partitions of every topic
     */
    public record Places(List<PostgresReplayTable> databases, IntUnaryOperator databaseOf, int partitions) {}

    public EventReplay(Places places, ReplayTopic topic, ReplayRequest request, ReplayProbe probe) {
        this.tables = List.copyOf(places.databases());
        this.databaseOf = places.databaseOf();
        this.partitions = places.partitions();
        this.topic = topic;
        this.request = request;
        this.probe = probe;
    }

    /**
     * Runs to the end. After any interruption, running it again continues from there.
     *
     * @throws ReplayException  if it is refused, or the table fails
     * @throws ForwardException if Kafka does not do what is asked of it
     */
    public ReplayOutcome run() throws ForwardException {
        lock();
        return runLocked();
    }

    /**
     * The same after deleting the topic with all that is in it, if it is there.
     *
     * @throws ReplayException  if it is refused, in which case nothing was deleted, or the table fails
     * @throws ForwardException if Kafka does not do what is asked of it
     */
    public ReplayOutcome runAnew() throws ForwardException {
        lock();
        topic.delete();
        return runLocked();
    }

    private ReplayOutcome runLocked() throws ForwardException {
        List<ReplayProgress> planned = begin();
        long done = planned.stream().mapToLong(ReplayProgress::done).sum();
        long total = planned.stream().mapToLong(ReplayProgress::total).sum();
        probe.planned(done, total);
        for (ReplayProgress progress : planned) {
            write(progress);
        }
        return new ReplayOutcome(request.target(), total - done, total);
    }

    private List<ReplayProgress> begin() throws ForwardException {
        boolean begun = false;
        try {
            topic.createIfMissing(partitions);
            request.partitions().forEach(partition -> table(partition).begin(partition));
            if (request.intoEvents()) {
                topic.requireNobodyForwards();
            }
            topic.fenceEarlierReplays();
            List<ReplayProgress> planned = new ArrayList<>();
            for (int partition : request.partitions()) {
                planned.add(plan(partition));
            }
            begun = true;
            return planned;
        } finally {
            if (!begun) {
                tables.forEach(PostgresReplayTable::withdraw);
            }
        }
    }

    private void lock() {
        for (PostgresReplayTable table : tables) {
            if (!table.tryLock()) {
                String progress = table.running()
                        .map(running -> ", started at " + running.startedAt() + ", has written " + running.done()
                                + " of " + running.total() + " events")
                        .orElse("");
                throw new ReplayException("replay already in progress: another one into " + request.target() + progress
                        + "; wait until it has finished, or stop it");
            }
        }
        if (request.intoEvents()) {
            topic.requireNobodyForwards();
        }
    }

    private ReplayProgress plan(int partition) throws ForwardException {
        PostgresReplayTable table = table(partition);
        Cursors cursors = table.cursors(partition);
        Extent wanted = table.extent(partition, endOf(partition, cursors));
        long present = Math.max(0, topic.lastPosition(partition));
        long done = 0;
        if (present > 0) {
            requireSameEvents(partition, wanted, present);
            done = table.extent(partition, present).count();
        }
        long next = present == 0 ? wanted.first() : present + 1;
        ReplayProgress progress = new ReplayProgress(partition, next, wanted.last(), done, wanted.count());
        table.left(progress);
        return progress;
    }

    /** Position of the last event that the topic is to have, unless the request wants fewer. */
    private long endOf(int partition, Cursors cursors) throws ForwardException {
        if (!request.intoEvents()) {
            return cursors.nextPosition() - 1;
        }
        long forwarded = topic.forwardedOffset(partition, partitions);
        if (forwarded == ForwardedOffset.UNKNOWN) {
            // What the topic has was forwarded, and the owner forwards the rest. Where it has nothing, nothing is
            // known.
            long present = topic.lastPosition(partition);
            return present > 0 ? present : cursors.nextPosition() - 1;
        }
        if (forwarded > cursors.nextOffset()) {
            throw new ReplayException("partition " + partition + ": command-results answers commands up to "
                    + (forwarded - 1) + ", but the table has decided only those below " + cursors.nextOffset()
                    + ": it is older than the topics, as after restoring a backup");
        }
        return forwarded == cursors.nextOffset()
                ? cursors.nextPosition() - 1
                : table(partition).lastPositionBelow(partition, forwarded);
    }

    /** What the topic has must be the first part of what is wanted, so that the rest can be put behind it. */
    private void requireSameEvents(int partition, Extent wanted, long present) throws ForwardException {
        long first = topic.firstPosition(partition);
        String has = request.target() + "-" + partition + " has the events from position " + first + " to " + present;
        if (first != wanted.first()) {
            throw new ReplayException(has + ", but this replay begins with " + wanted.first() + ": "
                    + (request.intoEvents() && first > wanted.first()
                            ? "nothing can be put before what is there, so delete the topic and run this again"
                            : "name a topic that is empty, or that has the beginning of the same events"));
        }
        if (present > wanted.last()) {
            throw new ReplayException(has + ", but this replay ends with " + wanted.last() + ": "
                    + (request.intoEvents()
                            ? "someone else writes to it, or the table is older than the topics"
                            : "name another topic"));
        }
    }

    private void write(ReplayProgress progress) throws ForwardException {
        int partition = progress.partition();
        PostgresReplayTable table = table(partition);
        for (ReplayProgress left = progress; !left.isEmpty(); ) {
            List<StoredEvent> page = table.page(partition, left.next(), left.last());
            requireAll(page, left);
            topic.write(page);
            probe.written(partition, page.size());
            left = left.without(page);
            table.left(left);
        }
        if (progress.total() > 0 && topic.lastPosition(partition) != progress.last()) {
            throw new ReplayException(request.target() + "-" + partition + " ends with position "
                    + topic.lastPosition(partition) + " and not with " + progress.last()
                    + ": someone else writes to it, so it is not what it should be");
        }
        table.finish(partition);
    }

    /** The page must continue where the topic ends; if all events are wanted, none may be missing. */
    private void requireAll(List<StoredEvent> page, ReplayProgress left) {
        long due = left.next();
        for (StoredEvent event : page) {
            if (event.position() != due && request.window().isAll()) {
                throw missing(due, left);
            }
            due = event.position() + 1;
        }
        if (page.isEmpty()) {
            throw missing(due, left);
        }
    }

    private static ReplayException missing(long position, ReplayProgress left) {
        return new ReplayException("the event table has no position " + position + " in partition " + left.partition()
                + ", although the partition goes up to " + left.last() + ": events were deleted from it");
    }

    private PostgresReplayTable table(int partition) {
        return tables.get(databaseOf.applyAsInt(partition));
    }
}
