package dev.foldline.setup;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.record.TimestampType;

/**
 * The settings of each kind of topic; nothing that matters is left to the broker's defaults.
 *
 * @param partitions        partitions of every topic
 * @param replicationFactor copies of every partition
 */
record TopicSettings(int partitions, short replicationFactor) {

    /** Largest batch of records, and so largest record, in bytes as sent: Kafka's own default, set explicitly. */
    static final int MESSAGE_BYTES_MAX = 1_048_588;

    /** A dead letter is a command of any allowed size and, besides, headers that say what is wrong with it. */
    static final int DEAD_LETTER_BYTES_MAX = 2 * MESSAGE_BYTES_MAX;

    private static final Duration RESULT_RETENTION = Duration.ofDays(7);
    private static final String UNLIMITED = "-1";

    /**
     * An event has the time of its decision, by the clock of the process that decided it. The broker must not refuse it
     * because of that time: the event is in the table by then, and its partition would wait until that time.
     */
    private static final String ANY_TIME = String.valueOf(Long.MAX_VALUE);

    /** The broker sets the time, so a command's time rises with its offset, independent of its producer's clock. */
    NewTopic commands(String name) {
        return kept(name, UNLIMITED, Map.of(MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name));
    }

    NewTopic events(String name) {
        return kept(name, UNLIMITED, Map.of());
    }

    NewTopic commandResults(String name) {
        return kept(name, String.valueOf(RESULT_RETENTION.toMillis()), Map.of());
    }

    NewTopic commandsDlq(String name) {
        return kept(name, UNLIMITED, Map.of(MAX_MESSAGE_BYTES_CONFIG, String.valueOf(DEAD_LETTER_BYTES_MAX)));
    }

    NewTopic projection(String name) {
        return topic(name, Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT));
    }

    private NewTopic kept(String name, String retentionMs, Map<String, String> more) {
        Map<String, String> configs = new HashMap<>(Map.of(
                CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE,
                RETENTION_MS_CONFIG, retentionMs,
                RETENTION_BYTES_CONFIG, UNLIMITED));
        configs.putAll(more);
        return topic(name, configs);
    }

    private NewTopic topic(String name, Map<String, String> particular) {
        Map<String, String> configs = new HashMap<>(Map.of(
                MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(MESSAGE_BYTES_MAX),
                MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                ANY_TIME,
                MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                ANY_TIME,
                // One of three replicas may be away: the writers continue, and two replicas still have every record.
                MIN_IN_SYNC_REPLICAS_CONFIG,
                String.valueOf(Math.max(1, replicationFactor - 1))));
        configs.putAll(particular);
        return new NewTopic(name, partitions, replicationFactor).configs(configs);
    }
}
