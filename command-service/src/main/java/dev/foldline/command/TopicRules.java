package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.kafka.ExpectedTopic;
import dev.foldline.runtime.kafka.TopicInspection;
import dev.foldline.runtime.kafka.TopicSettingsWatch;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** What the write side needs of its topics. */
final class TopicRules {

    private TopicRules() {}

    /** The rules of a pipeline. How large records may be is asked of the topics, so no size is expected of them. */
    static TopicInspection of(PipelineConfig pipeline) {
        Topics topics = pipeline.topics();
        int partitions = pipeline.partitions();
        return new TopicInspection(
                List.of(
                        new ExpectedTopic(topics.commands(), partitions, false),
                        new ExpectedTopic(topics.events(), partitions, false),
                        new ExpectedTopic(topics.commandResults(), partitions, false),
                        new ExpectedTopic(topics.commandsDlq(), partitions, false)),
                Map.of(topics.commandsDlq(), topics.commands()));
    }

    /** Watches the topics while the service runs. */
    static TopicSettingsWatch watch(KafkaClients clients, Health health) {
        return TopicSettingsWatch.start(
                Admin.create(clients.admin("command-service-topics")),
                of(clients.pipeline()),
                clients.pipeline().topicsCheckInterval(),
                health);
    }
}
