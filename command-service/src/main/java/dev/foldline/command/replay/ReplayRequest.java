package dev.foldline.command.replay;

import java.util.List;

/**
 * What is to be built.
 *
 * @param target          topic that the events are written to
 * @param intoEvents      whether that is the topic to which command-service forwards
 * @param partitions      which partitions of it, each once
 * @param window          which events; all where {@code intoEvents}, as that topic has no gaps
 * @param batchRecordsMax events of one transaction
 */
public record ReplayRequest(
        String target, boolean intoEvents, List<Integer> partitions, TimeWindow window, int batchRecordsMax) {

    public ReplayRequest {
        partitions = List.copyOf(partitions);
        if (intoEvents && !window.isAll()) {
            throw new IllegalArgumentException("a part of the events by time goes into another topic than " + target
                    + ", which has all of them: say into which");
        }
    }
}
