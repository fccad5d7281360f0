package dev.foldline.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.TraceParent;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A trace goes from a command to its event and on to the row of a view. */
@ExtendWith(SharedStack.class)
final class TraceContextIT {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String ACCOUNT = "traced-account";

    private final LocalStack stack;

    TraceContextIT(LocalStack stack) {
        this.stack = stack;
    }

    @Test
    void aTraceGoesFromCommandToEventToView() {
        try (CommandClient client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl())) {
            client.send(CommandRequest.of(ACCOUNT, new OpenAccount("Ada", "EUR", 0L))
                            .withTraceParent(TRACE))
                    .join();
        }
        assertCarried("events");
        assertCarried("projection.account-balances");
    }

    private void assertCarried(String topic) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", stack.endpoints().bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Awaitility.await("a record of " + ACCOUNT + " in " + topic)
                    .atMost(TestTimeouts.CONDITION)
                    .untilAsserted(() -> assertThat(StreamSupport.stream(
                                            consumer.poll(Duration.ofMillis(200))
                                                    .spliterator(),
                                            false)
                                    .filter(record -> ACCOUNT.equals(record.key()))
                                    .map(record -> String.valueOf(TraceParent.read(record.headers()))))
                            .contains(TRACE));
        }
    }
}
