package dev.foldline.projection.query.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a view is, on all instances together.
 *
 * @param projection      its name
 * @param version         version of the fold that serves
 * @param state           the worst of its partitions
 * @param caughtUp        whether all partitions are
 * @param lagEvents       events that are not folded yet; null where that is not known of each partition
 * @param lagSeconds      of the partition with the largest lag; null where it is not known
 * @param eventsPerSecond how many events per second it folded recently
 * @param repeats         events that were dropped because their position had been seen
 * @param gaps            how often a position did not follow the one before it
 * @param missing         positions that these gaps skipped
 * @param parked          events that are parked
 * @param errors          by instance, what its last failed thread said
 * @param reasons         by instance, why it does not run, where that is known
 * @param rebuild         how far a rebuild is, null while there is none
 * @param unknown         why something is not known
 * @param partitions      the same by partition; null in a list of views
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProjectionStatus(
        String projection,
        int version,
        PartitionStatus.State state,
        boolean caughtUp,
        @Nullable Long lagEvents,
        @Nullable Double lagSeconds,
        double eventsPerSecond,
        long repeats,
        long gaps,
        long missing,
        long parked,
        Map<String, String> errors,
        Map<String, String> reasons,
        @Nullable Map<String, Object> rebuild,
        List<String> unknown,
        @Nullable List<PartitionStatus> partitions) {

    /** The same without its partitions. */
    ProjectionStatus summary() {
        return new ProjectionStatus(
                projection,
                version,
                state,
                caughtUp,
                lagEvents,
                lagSeconds,
                eventsPerSecond,
                repeats,
                gaps,
                missing,
                parked,
                errors,
                reasons,
                rebuild,
                unknown,
                null);
    }
}
