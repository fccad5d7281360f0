package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchProbe;
import dev.foldline.command.forward.ForwardProbe;
import dev.foldline.command.store.PartitionBatch;

/** Told what the loop does, for metrics and health. Called by the workers' threads; must return at once. */
public interface LoopProbe extends BatchProbe, ForwardProbe {

    /** What a worker can do with a partition. */
    enum PartitionState {
        /** Given by the group, not acquired yet, or to be acquired again after a failure. */
        WAITING,
        /** Ours: commands are decided. */
        OWNED,
        /** Another owner has it, though the group has not said so yet. */
        FENCED,
        /** Given up until an operator looks at it. */
        STOPPED,
        /** Not given to this worker. */
        RELEASED
    }

    void committed(PartitionBatch batch);

    /** The group has settled with this worker in it, whether or not it was given partitions. */
    void settled(String worker);

    /** The worker has finished a turn: each of its partitions was looked after. */
    void turned(String worker);

    /** The worker takes no turns any more, until the group settles with it again. */
    void left(String worker);

    /**
     * The last batch of a partition did not get through, and is tried again.
     *
     * @param reason for people, with what to do; empty once one has got through
     */
    void trouble(String worker, int partition, String reason);

    /**
     * A partition has changed state.
     *
     * @param worker whose partition it is, or was
     * @param epoch  0 unless it is owned
     * @param reason for people; empty where the state says it all
     */
    void partition(String worker, int partition, PartitionState state, long epoch, String reason);
}
