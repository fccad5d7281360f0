package dev.foldline.command;

import dev.foldline.contract.Topics;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.kafka.ExpectedTopic;
import dev.foldline.runtime.kafka.TopicInspection;
import java.util.List;
import java.util.Map;

/** What the write side needs of its topics. */
final class TopicRules {

    private TopicRules() {}

    /**
     * The rules of a pipeline.
     *
     * @param recordBytesMax largest record that is written to events and results
     */
    static TopicInspection of(PipelineConfig pipeline, int recordBytesMax) {
        Topics topics = pipeline.topics();
        int partitions = pipeline.partitions();
        return new TopicInspection(
                List.of(
                        new ExpectedTopic(topics.commands(), partitions, false, 0),
                        new ExpectedTopic(topics.events(), partitions, false, recordBytesMax),
                        new ExpectedTopic(topics.commandResults(), partitions, false, recordBytesMax),
                        new ExpectedTopic(topics.commandsDlq(), partitions, false, 0)),
                Map.of(topics.commandsDlq(), topics.commands()));
    }
}
