package dev.foldline.e2e.guards;

import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.kafka.ForeignRecords;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The forwarded positions on a broker of a test, read with the settings of command-service that matter here. */
final class TestPositions {

    private static final int FETCH_WAIT_MS = 10;

    private TestPositions() {}

    /** Takes over the admin client. */
    static ForwardedPositions of(String bootstrapServers, Admin admin, Topics topics, Duration timeout) {
        return impatient(bootstrapServers, admin, topics, timeout, timeout);
    }

    /** The same with a patience of its own. */
    static ForwardedPositions impatient(
            String bootstrapServers, Admin admin, Topics topics, Duration timeout, Duration patience) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_WAIT_MS,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none");
        return new ForwardedPositions(
                admin,
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topics,
                new ForwardedPositions.Limits(timeout, patience),
                new ForeignRecords());
    }
}
