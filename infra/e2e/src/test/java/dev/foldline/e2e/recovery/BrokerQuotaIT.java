package dev.foldline.e2e.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.SharedStack;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that lets little through, as a quota makes it do, and a backlog that takes much longer than a transaction
 * may.
 */
@Tag("soak")
@ExtendWith(SharedStack.class)
final class BrokerQuotaIT {

    private static final String NAME = "quota";
    private static final String WORKER = "command-service-" + NAME + "-1";
    private static final int BULKS = 60;
    private static final int EVENTS_OF_A_BULK = 500;

    /** So few that the backlog takes several times the 15 s that a transaction may take. */
    private static final double BYTES_PER_SECOND = 100_000;

    private static final Duration POLL = Duration.ofMillis(100);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final LocalStack stack;

    BrokerQuotaIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void aBacklogIsForwardedOnceInTransactionsThatEndAlsoByTheNextOwner() throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(stack.endpoints(), NAME, folder)) {
            pipeline.start(NAME, Map.of(OwnPipeline.INSTANCE_ID, NAME));
            pipeline.decide(0);
            limit(BYTES_PER_SECOND);
            List<CompletableFuture<?>> sent = new ArrayList<>();
            try (CommandClient client = client(pipeline)) {
                IntStream.range(0, BULKS).forEach(bulk -> sent.add(client.send(bulk(bulk))));
                await("all are decided").atMost(TestTimeouts.PROCESS).until(() -> committed(pipeline) == events());
                assertThat(forwarded(pipeline))
                        .as("forwarded by the first owner")
                        .isLessThan(events());

                pipeline.kill();
                pipeline.start(NAME, Map.of(OwnPipeline.INSTANCE_ID, NAME));

                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
                assertThat(forwarded(pipeline)).isEqualTo(events());
                assertThat(pipeline.text(NAME, "SELECT max(epoch) FROM command_partitions"))
                        .as("acquired twice, not again and again")
                        .isEqualTo("2");
            } finally {
                limit(null);
            }
        }
    }

    private static long events() {
        return 1 + BULKS * EVENTS_OF_A_BULK;
    }

    private CommandClient client(OwnPipeline pipeline) {
        return CommandClient.open(
                stack.endpoints().bootstrapServers(),
                stack.endpoints().registryUrl(),
                pipeline.topics(),
                TestTimeouts.PROCESS);
    }

    private static CommandRequest bulk(int number) {
        List<SpecificRecord> commands = new ArrayList<>(List.of(new OpenAccount("Ada", "EUR", 7L)));
        IntStream.range(1, EVENTS_OF_A_BULK)
                .forEach(deposit -> commands.add(new DepositMoney(1L + deposit, number + "-" + deposit, "")));
        return CommandRequest.ofBulk(Keys.inPartition("bulk-" + number + "-", 0, OwnPipeline.PARTITIONS), commands);
    }

    private static long committed(OwnPipeline pipeline) throws SQLException {
        return Long.parseLong(pipeline.text(NAME, "SELECT count(*) FROM events"));
    }

    /** How many records a reader of the events topic gets, who does not see open transactions. */
    private long forwarded(OwnPipeline pipeline) {
        TopicPartition partition = new TopicPartition(pipeline.topics().events(), 0);
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            reader.assign(List.of(partition));
            reader.seekToBeginning(List.of(partition));
            long end = reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long count = 0;
            while (reader.position(partition) < end) {
                count += reader.poll(POLL).count();
            }
            return count;
        }
    }

    private void limit(@Nullable Double bytesPerSecond) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.endpoints().bootstrapServers()))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, WORKER)),
                            List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
                    .all()
                    .get();
        }
    }
}
