package dev.foldline.projection.query.status;

import dev.foldline.projection.gate.GateState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far one view is on this instance. Thread-safe; every value is current at the time of the call. */
public interface ViewProgress {

    /** Version of the fold that serves. */
    int version();

    /** Whether every task reads all partitions of the events, as its rows are not by aggregate. */
    boolean readsAllPartitions();

    /** State of the Streams application. */
    String state();

    /** What the last failed thread said, null as long as none has failed. */
    @Nullable
    String lastError();

    /** Why it does not run; null while it does, and where no reason is known. */
    @Nullable
    String waitsFor();

    /** Partitions of the rows that are here. */
    Set<Integer> tasks();

    /**
     * The position of a partition of the events that every task here which reads it has passed; {@link Long#MAX_VALUE}
     * if none does.
     */
    long passed(int partition);

    /** When the last event of a partition that was folded here happened, in milliseconds since 1970; 0 before one. */
    long lastTimeMs(int partition);

    /** What the gate of a partition has seen, null where it is not here. */
    @Nullable
    GateState gate(int partition);

    /** How many events are parked in a partition here. */
    int parked(int partition);
}
