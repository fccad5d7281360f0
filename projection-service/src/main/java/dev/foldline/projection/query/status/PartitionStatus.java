package dev.foldline.projection.query.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a view is in one partition of the events.
 *
 * @param partition       which
 * @param state           whether and how it is read
 * @param instances       which read it; for a view whose rows are not by aggregate, all of them do
 * @param position        position that the view has passed; null where it is not known, as not all who read it answer
 * @param lastPosition    position of the last committed event; null where Kafka did not say
 * @param caughtUp        whether the two positions are the same
 * @param lagEvents       how many events lie between them
 * @param lagSeconds      how much later the last event happened than the last one that the view has folded; null where
 *                        the view has folded none since it came to its instance
 * @param eventsPerSecond how many events per second the view folded recently
 * @param repeats         events that the gate has dropped because their position had been seen
 * @param gaps            how often a position did not follow the one before it
 * @param missing         positions that these gaps skipped
 * @param parked          events that are parked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartitionStatus(
        int partition,
        State state,
        List<String> instances,
        @Nullable Long position,
        @Nullable Long lastPosition,
        boolean caughtUp,
        @Nullable Long lagEvents,
        @Nullable Double lagSeconds,
        double eventsPerSecond,
        long repeats,
        long gaps,
        long missing,
        long parked) {

    /** Whether and how a partition is read. */
    public enum State {
        /** It is read, and its rows can be. */
        RUNNING,
        /** The instance that has it is being assigned partitions or is losing some. */
        REBALANCING,
        /** No instance that answers has it, or not all of those that should. */
        NOWHERE
    }
}
