package dev.foldline.command.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.foldline.contract.Topics;
import dev.foldline.runtime.PipelineConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings have what the write protocol depends on, and Kafka accepts them. */
class KafkaClientsTest {

    private static final int RECORD_BYTES_MAX = 1_000_000;

    private final KafkaClients clients = new KafkaClients(
            new PipelineConfig(
                    "kafka:9092",
                    "http://registry",
                    new Topics("bank."),
                    8,
                    "blue",
                    0,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10)),
            new GroupConfig("writers", Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(12)),
            new LoopConfig(2, 500, 65_536, 100, RECORD_BYTES_MAX, 4, Duration.ofSeconds(30)));

    @Test
    void everyReaderSeesOnlyWhatIsCommittedAndMovesNoOffsetByItself() {
        for (Map<String, Object> settings : List.of(clients.member("blue-1"), clients.reader("tail"))) {
            assertThat(settings)
                    .containsEntry("bootstrap.servers", "kafka:9092")
                    .containsEntry("isolation.level", "read_committed")
                    .containsEntry("auto.offset.reset", "none")
                    .containsEntry("enable.auto.commit", false)
                    .containsEntry("allow.auto.create.topics", false)
                    .containsEntry("check.crcs", true)
                    .containsEntry("key.deserializer", ByteArrayDeserializer.class)
                    .containsEntry("value.deserializer", ByteArrayDeserializer.class);
        }
    }

    @Test
    void aWorkerIsAStaticMemberOfACooperativeClassicGroup() {
        assertThat(clients.member("blue-1"))
                .containsEntry("client.id", "blue-1")
                .containsEntry("group.id", "bank.writers")
                .containsEntry("group.protocol", "classic")
                .containsEntry("group.instance.id", "blue-1")
                .containsEntry(
                        "partition.assignment.strategy",
                        List.of("org.apache.kafka.clients.consumer.CooperativeStickyAssignor"))
                .containsEntry("session.timeout.ms", 9000)
                .containsEntry("heartbeat.interval.ms", 3000)
                .containsEntry("max.poll.records", 500)
                .containsEntry("fetch.max.bytes", 65_536)
                .containsEntry("max.partition.fetch.bytes", 65_536);
    }

    @Test
    void aBatchIsPolledWellWithinThePollInterval() {
        assertThat(number(clients.member("blue-1"), "max.poll.interval.ms"))
                .isEqualTo((int) KafkaClients.STEP_TIMEOUT.toMillis());
    }

    @Test
    void aReaderBelongsToNoGroup() {
        assertThat(clients.reader("tail")).doesNotContainKeys("group.id", "group.instance.id");
    }

    @Test
    void aProducerIsIdempotentAndTransactionalUnderItsWorkersName() {
        assertThat(clients.producer("blue-1"))
                .containsEntry("bootstrap.servers", "kafka:9092")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("transactional.id", "bank.writers-blue-1")
                .containsEntry("retries", Integer.MAX_VALUE)
                .containsEntry("max.in.flight.requests.per.connection", 5)
                .containsEntry("key.serializer", ByteArraySerializer.class)
                .containsEntry("value.serializer", ByteArraySerializer.class);
        assertThat(clients.producer("blue-2").get("transactional.id")).isEqualTo("bank.writers-blue-2");
    }

    @Test
    void noSendOutlivesItsTransaction() {
        Map<String, Object> settings = clients.producer("blue-1");
        assertThat(settings).containsEntry("transaction.timeout.ms", 12_000);
        assertThat(number(settings, "delivery.timeout.ms")).isLessThanOrEqualTo(12_000);
    }

    @Test
    void aResenderIsIdempotentAndGivesUpInTime() {
        Map<String, Object> settings = clients.resender("blue-dead-letters");
        assertThat(settings)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("linger.ms", 0)
                .doesNotContainKey("transactional.id");
        assertThat(number(settings, "max.block.ms") + number(settings, "delivery.timeout.ms"))
                .isLessThanOrEqualTo((int) KafkaClients.RESEND_TIMEOUT.toMillis());
        assertThatCode(() -> new ProducerConfig(new HashMap<>(settings))).doesNotThrowAnyException();
    }

    @Test
    void aProducerTakesEveryRecordThatTheLoopLetsPass() {
        assertThat(number(clients.producer("blue-1"), "max.request.size")).isGreaterThan(RECORD_BYTES_MAX);
    }

    @Test
    void kafkaKnowsEverySettingAndAcceptsItsValue() {
        assertThat(ConsumerConfig.configNames())
                .containsAll(clients.member("w").keySet())
                .containsAll(clients.reader("r").keySet());
        assertThat(ProducerConfig.configNames())
                .containsAll(clients.producer("w").keySet());
        assertThat(AdminClientConfig.configNames())
                .containsAll(clients.admin("a").keySet());
        ConsumerConfig member = new ConsumerConfig(new HashMap<>(clients.member("w")));
        ProducerConfig producer = new ProducerConfig(new HashMap<>(clients.producer("w")));
        assertThat(member.getString("isolation.level")).isEqualTo("read_committed");
        assertThat(producer.getString("acks")).isIn("all", "-1");
        assertThat(new AdminClientConfig(clients.admin("a")).getInt("default.api.timeout.ms"))
                .isEqualTo(30_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000", "15000"})
    void everyTransactionTimeoutThatIsAllowedMakesAProducer(String timeoutMs) {
        GroupConfig allowed = GroupConfig.from(
                ConfigReading.read(Map.of("command.transaction.timeout.ms", timeoutMs), GroupConfig.keys()));
        Map<String, Object> settings = new KafkaClients(clients.pipeline(), allowed, clients.loop()).producer("blue-1");
        settings.put("bootstrap.servers", "127.0.0.1:1");
        // The producer checks on its own that a request's time-out fits into that of a delivery.
        assertThatCode(() -> new KafkaProducer<byte[], byte[]>(settings).close(Duration.ZERO))
                .doesNotThrowAnyException();
    }

    private static int number(Map<String, Object> settings, String key) {
        return (Integer) Objects.requireNonNull(settings.get(key), key);
    }
}
