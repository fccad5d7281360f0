package dev.foldline.projection.topology;

import dev.foldline.runtime.PipelineConfig;

/**
 * The topics that one build of a projection reads besides the events; all have the same number of partitions.
 *
 * @param requests   operators' requests for parked keys
 * @param handover   rows of the build before it
 * @param partitions partitions of every topic
 */
public record BuildTopics(String requests, String handover, int partitions) {

    /** The topics of a build. */
    static BuildTopics of(String projection, String applicationId, PipelineConfig pipeline) {
        return new BuildTopics(
                pipeline.topics().projectionRequests(projection), handover(applicationId), pipeline.partitions());
    }

    /** The topic through which a build gets the rows of the one before it. */
    public static String handover(String applicationId) {
        return applicationId + "-handover";
    }
}
