package dev.foldline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.contract.KeyPartitioner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandPartitionerTest {

    private static final Node[] NO_NODES = {};
    private static final Cluster CLUSTER = new Cluster(
            "cluster",
            List.of(),
            IntStream.range(0, 8)
                    .mapToObj(i -> new PartitionInfo("commands", i, Node.noNode(), NO_NODES, NO_NODES))
                    .toList(),
            Set.of(),
            Set.of());

    @ParameterizedTest
    @EnumSource(KeyPartitioner.class)
    void aCommandGoesWhereThePipelinesPartitionerSendsItsKey(KeyPartitioner partitioner) {
        try (CommandPartitioner sending = new CommandPartitioner()) {
            sending.configure(ClientConfigs.producer("localhost:9", partitioner, Duration.ofSeconds(5)));
            byte[] key = "account-1".getBytes(StandardCharsets.UTF_8);

            assertThat(sending.partition("commands", "account-1", key, null, null, CLUSTER))
                    .isEqualTo(partitioner.partitionOf("account-1", 8));
        }
    }

    @Test
    void theClientsProducerIsMadeWithIt() {
        Map<String, Object> settings =
                ClientConfigs.producer("localhost:9", KeyPartitioner.CRC32, Duration.ofSeconds(5));
        assertThat(settings).containsEntry(ProducerConfig.PARTITIONER_CLASS_CONFIG, CommandPartitioner.class);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            assertThat(producer.metrics()).isNotEmpty();
        }
    }

    @Test
    void aNameThatThereIsNotIsRefused() {
        try (CommandPartitioner partitioner = new CommandPartitioner()) {
            assertThatThrownBy(() -> partitioner.configure(Map.of(CommandPartitioner.KEY_PARTITIONER, "crc")))
                    .hasMessageContaining("only murmur2, crc32, fnv1a");
        }
    }
}
