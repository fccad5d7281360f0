package dev.foldline.e2e.replay;

import dev.foldline.command.forward.EventRecords;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.command.replay.EventReplay;
import dev.foldline.command.replay.PostgresReplayTable;
import dev.foldline.command.replay.ReplayOutcome;
import dev.foldline.command.replay.ReplayProbe;
import dev.foldline.command.replay.ReplayRequest;
import dev.foldline.command.replay.ReplayTopic;
import dev.foldline.command.store.postgres.PostgresSchemaPins;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.testing.TestTimeouts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Runs replays in the test's own process, where it can look on and stop them anywhere. */
record ReplayRun(String bootstrapServers, OwnPipeline pipeline, String jdbcUrl) {

    /** Runs one to its end, or until the probe throws. */
    ReplayOutcome run(ReplayRequest request, ReplayProbe probe) {
        PostgresSettings postgres =
                new PostgresSettings(jdbcUrl, "postgres", "", "replay-test", PostgresSettings.Limits.DEFAULT);
        try (PostgresReplayTable table = new PostgresReplayTable(postgres, request);
                ReplayTopic topic = new ReplayTopic(
                        clients(request.target()),
                        pipeline.topics(),
                        pipeline.groupId(),
                        request.target(),
                        new EventRecords(request.target(), fingerprints(postgres)))) {
            EventReplay.Places places = new EventReplay.Places(List.of(table), _ -> 0, OwnPipeline.PARTITIONS);
            return new EventReplay(places, topic, request, probe).run();
        } catch (ForwardException e) {
            throw new AssertionError("the replay has failed", e);
        }
    }

    /** A replay asks the table alone, so there need not be a registry. */
    private static EventRecords.Fingerprints fingerprints(PostgresSettings postgres) {
        return RegistrySchemas.at(
                        "http://127.0.0.1:1",
                        RegistrySchemas.Patience.WAITING,
                        new PostgresSchemaPins(List.of(postgres)))::fingerprintOf;
    }

    private ReplayTopic.Clients clients(String target) {
        KafkaConsumer<byte[], byte[]> tail = new KafkaConsumer<>(
                settings(Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        KafkaProducer<byte @Nullable [], byte @Nullable []> producer = new KafkaProducer<>(settings(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, "replay-" + target,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class)));
        return new ReplayTopic.Clients(
                Admin.create(settings(Map.of())),
                new ForwardedPositions(
                        Admin.create(settings(Map.of())), tail, pipeline.topics(), TestTimeouts.CONDITION),
                producer);
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }
}
