package dev.foldline.runtime.kafka;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Compares topics with what the pipeline's promises need of them: their number of partitions, and the settings that
 * decide what is kept, what is taken, and what a failure of a broker may lose. Thread-safe.
 *
 * @param expected the topics
 * @param carries  name of a topic that gets the records of another, with headers besides, and the name of that one
 */
public record TopicInspection(List<ExpectedTopic> expected, Map<String, String> carries) {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** What Kafka says of a topic; a setting that it does not tell is not judged. */
    record Found(int partitions, int replicas, Map<String, String> settings) {}

    /**
     * Asks Kafka. A topic that does not exist is left out: whoever needs it says so.
     *
     * @throws ExecutionException if Kafka refuses
     * @throws TimeoutException   if it does not answer
     */
    public TopicFindings ask(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        List<String> present = new ArrayList<>(answer(admin.listTopics().names()));
        present.retainAll(expected.stream().map(ExpectedTopic::name).toList());
        Map<String, TopicDescription> descriptions =
                answer(admin.describeTopics(present).allTopicNames());
        Map<ConfigResource, Config> configs = answer(admin.describeConfigs(present.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all());
        Map<String, Found> found = new HashMap<>();
        configs.forEach((resource, config) -> {
            TopicDescription topic = descriptions.get(resource.name());
            if (topic != null) {
                found.put(resource.name(), found(topic, config));
            }
        });
        return judge(found);
    }

    private static Found found(TopicDescription topic, Config config) {
        Map<String, String> settings = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                settings.put(entry.name(), entry.value());
            }
        }
        int replicas = topic.partitions().stream()
                .map(TopicPartitionInfo::replicas)
                .mapToInt(List::size)
                .min()
                .orElse(1);
        return new Found(topic.partitions().size(), replicas, settings);
    }

    /** Judges what was found, by name of the topic. */
    TopicFindings judge(Map<String, Found> found) {
        List<String> wrong = new ArrayList<>();
        List<String> risky = new ArrayList<>();
        Map<String, Integer> recordBytesMax = new HashMap<>();
        for (ExpectedTopic topic : expected) {
            Found is = found.get(topic.name());
            if (is != null) {
                partitions(topic, is, wrong);
                kept(topic, is, wrong);
                if (is.settings().containsKey(MAX_MESSAGE_BYTES_CONFIG)) {
                    recordBytesMax.put(topic.name(), (int) number(is, MAX_MESSAGE_BYTES_CONFIG, 0));
                }
                carried(topic, is, found, risky);
                replicas(topic, is, wrong, risky);
            }
        }
        return new TopicFindings(wrong, risky, recordBytesMax);
    }

    private static void partitions(ExpectedTopic topic, Found is, List<String> wrong) {
        if (is.partitions() > topic.partitions()) {
            wrong.add("topic " + topic.name() + " has " + is.partitions() + " partitions, but the pipeline was set up"
                    + " for " + topic.partitions() + ": keys belong to those, and what is in the others is not read;"
                    + " stop the producers and see \"Partitions were added\" in operations.md");
        } else if (is.partitions() < topic.partitions()) {
            wrong.add("topic " + topic.name() + " has " + is.partitions() + " partitions, but the pipeline was set up"
                    + " for " + topic.partitions() + ": it was created again; create it with the right number");
        }
    }

    private static void kept(ExpectedTopic topic, Found is, List<String> wrong) {
        String policy = is.settings().get(CLEANUP_POLICY_CONFIG);
        if (policy == null) {
            return;
        }
        boolean compacts = Arrays.asList(policy.split("\\s*,\\s*", -1)).contains(CLEANUP_POLICY_COMPACT);
        if (topic.compacted() && !policy.strip().equals(CLEANUP_POLICY_COMPACT)) {
            wrong.add(setting(topic, CLEANUP_POLICY_CONFIG, policy)
                    + ", so rows of the view are deleted with time; set it to compact and rebuild the view");
        } else if (!topic.compacted() && compacts) {
            wrong.add(setting(topic, CLEANUP_POLICY_CONFIG, policy)
                    + ", so all but the last record of a key are deleted; set it to delete");
        }
    }

    private void carried(ExpectedTopic topic, Found is, Map<String, Found> found, List<String> risky) {
        String of = carries.getOrDefault(topic.name(), "");
        Found source = found.get(of);
        long bytes = source == null ? 0 : number(source, MAX_MESSAGE_BYTES_CONFIG, 0);
        long takes = number(is, MAX_MESSAGE_BYTES_CONFIG, Long.MAX_VALUE);
        if (takes <= bytes) {
            risky.add(setting(topic, MAX_MESSAGE_BYTES_CONFIG, "" + takes) + ", but it gets the records of " + of
                    + ", of up to " + bytes + " bytes, with the error besides; set it to " + 2 * bytes);
        }
    }

    private static void replicas(ExpectedTopic topic, Found is, List<String> wrong, List<String> risky) {
        long inSync = number(is, MIN_IN_SYNC_REPLICAS_CONFIG, 1);
        if (inSync > is.replicas()) {
            wrong.add(setting(topic, MIN_IN_SYNC_REPLICAS_CONFIG, "" + inSync) + ", but it has " + is.replicas()
                    + " replicas, so nothing can be written to it; lower it, or add replicas");
        } else if (is.replicas() > 2 && inSync < 2) {
            risky.add(setting(topic, MIN_IN_SYNC_REPLICAS_CONFIG, "" + inSync) + " with " + is.replicas()
                    + " replicas, so a record may be on one broker alone and be lost with it; set it to "
                    + (is.replicas() - 1));
        }
        boolean unclean = Boolean.parseBoolean(is.settings().get(UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG));
        if (is.replicas() > 1 && unclean) {
            risky.add(setting(topic, UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "true")
                    + ", so a broker that lacks records may become the leader and they are lost; set it to false");
        }
    }

    private static long number(Found is, String name, long otherwise) {
        String value = is.settings().get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    private static String setting(ExpectedTopic topic, String name, String value) {
        return "topic " + topic.name() + " has " + name + "=" + value;
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, TimeoutException, InterruptedException {
        return asked.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
