package dev.foldline.command.replay;

import dev.foldline.command.store.entry.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The events of one database as one replay reads them, and its rows in {@code replay_progress}. Not thread-safe.
 *
 * <p>It has one connection, which holds the lock: when it is lost the lock is too, and from then on every method throws
 * {@link ReplayException}.
 */
public interface ReplayTable extends AutoCloseable {

    /**
     * Where a partition goes on.
     *
     * @param nextOffset   of the next command to decide
     * @param nextPosition of the next event
     */
    record Cursors(long nextOffset, long nextPosition) {}

    /**
     * The wanted events of a partition.
     *
     * @param first position of the first; 1 if there is none
     * @param last  position of the last; 0 if there is none
     * @param count how many there are
     */
    record Extent(long first, long last, long count) {

        public static final Extent NONE = new Extent(1, 0, 0);
    }

    /**
     * How far another replay into the same topic has come in this database.
     *
     * @param startedAt when it was started, or went on
     * @param done      events that are on the topic
     * @param total     events that will be
     */
    record Running(Instant startedAt, long done, long total) {}

    /** Keeps every other replay into the same topic out, until this is closed; false if one is in progress. */
    boolean tryLock();

    /** The replay into this topic that has not finished, if there is one. */
    Optional<Running> running();

    Cursors cursors(int partition);

    /** Position of the last event of the commands below an offset; 0 if there is none. */
    long lastPositionBelow(int partition, long commandOffset);

    /** The wanted events up to a position. */
    Extent extent(int partition, long lastPosition);

    /** The first wanted events from a position up to another, as many as a batch takes; fewer where they are large. */
    List<StoredEvent> page(int partition, long fromPosition, long lastPosition);

    /** From now on owners leave the partition's events topic alone, if that is the target. */
    void begin(int partition);

    /**
     * Takes {@link #begin} back, as nothing was written; a partition that an earlier replay has left unfinished stays
     * so. Throws nothing.
     */
    void withdraw();

    /** Says what is left to do of a partition. */
    void left(Stretch stretch);

    /** The partition is whole. */
    void finish(int partition);

    /** Gives the lock back. */
    @Override
    void close();
}
