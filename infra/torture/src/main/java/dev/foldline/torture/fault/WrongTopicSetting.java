package dev.foldline.torture.fault;

import dev.foldline.contract.Topics;
import dev.foldline.torture.stage.TortureStack;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** A topic gets a setting that a promise does not allow, and has its own again after a while. */
final class WrongTopicSetting implements Fault {

    private static final Duration WRONG_MIN = Duration.ofSeconds(3);
    private static final Duration LONGER_MAX = Duration.ofSeconds(6);

    /** Records without a key are refused then. Nothing is compacted before a torture has long ended. */
    private static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
            Long.toString(Duration.ofDays(1).toMillis()));

    /** Below some batches of good records, and above each such record. */
    private static final Map<String, String> SMALL = Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "20000");

    /** There is one replica. */
    private static final Map<String, String> TOO_FEW_REPLICAS = Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");

    private static final List<Change> CHANGES = List.of(
            new Change(Topics.DEFAULT.events(), COMPACTED),
            new Change(Topics.DEFAULT.commandResults(), COMPACTED),
            new Change(Topics.DEFAULT.commandsDlq(), COMPACTED),
            new Change(Topics.DEFAULT.events(), SMALL),
            new Change(Topics.DEFAULT.commandResults(), SMALL),
            new Change(Topics.DEFAULT.commands(), TOO_FEW_REPLICAS),
            new Change(Topics.DEFAULT.events(), TOO_FEW_REPLICAS),
            new Change(Topics.DEFAULT.commandResults(), TOO_FEW_REPLICAS),
            new Change(Topics.DEFAULT.commandsDlq(), TOO_FEW_REPLICAS));

    /** What one topic gets. */
    private record Change(String topic, Map<String, String> settings) {}

    @Override
    public String name() {
        return "wrong-topic-setting";
    }

    /** No service may start meanwhile, as it would refuse to. */
    @Override
    public Set<Part> parts() {
        return Set.of(Part.COMMAND_SERVICE, Part.PROJECTION_SERVICE, Part.BROKER, Part.COMMANDS);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws ExecutionException, InterruptedException {
        Change change = CHANGES.get(random.nextInt(CHANGES.size()));
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, change.topic);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stage.endpoints().bootstrapServers()))) {
            Config before = admin.describeConfigs(List.of(topic))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next();
            alter(
                    admin,
                    topic,
                    change.settings.entrySet().stream()
                            .map(wrong -> set(wrong.getKey(), wrong.getValue()))
                            .toList());
            try {
                TortureStack.pause(WRONG_MIN.plus(TortureStack.upTo(LONGER_MAX, random)));
            } finally {
                alter(
                        admin,
                        topic,
                        change.settings.keySet().stream()
                                .map(key -> back(before.get(key)))
                                .toList());
            }
        }
        return Outcome.STRUCK;
    }

    private static void alter(Admin admin, ConfigResource topic, Collection<AlterConfigOp> operations)
            throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(Map.of(topic, operations)).all().get();
    }

    private static AlterConfigOp back(ConfigEntry before) {
        return before.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                ? set(before.name(), before.value())
                : new AlterConfigOp(new ConfigEntry(before.name(), ""), AlterConfigOp.OpType.DELETE);
    }

    private static AlterConfigOp set(String key, String value) {
        return new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
    }
}
