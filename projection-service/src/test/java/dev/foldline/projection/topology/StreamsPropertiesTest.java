package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServiceConfig;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {

    private static final long MEMORY_BYTES = 16L * 1024 * 1024;

    private final AbstractConfig config = ServiceConfig.load(
            new String[] {
                "--foldline.bootstrap.servers=broker:9092",
                "--foldline.registry.url=http://registry",
                "--foldline.topics.prefix=shop.",
                "--foldline.instance.id=two",
                "--foldline.http.port=8080",
                "--projection.state.dir=/data",
                "--projection.standby.replicas=1"
            },
            Map.of(),
            PipelineConfig.keys(),
            StreamsSettings.keys());

    @Test
    void readsWhatIsCommittedAndCommitsExactlyOnce() {
        try (RocksDbMemory memory = new RocksDbMemory(MEMORY_BYTES)) {
            StreamsConfig streams = new StreamsConfig(properties(memory));

            assertThat(streams.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
                    .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
            assertThat(streams.getMainConsumerConfigs("group", "client", 0))
                    .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                    .containsEntry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "two-0")
                    .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 8_000);
            assertThat(streams.getRestoreConsumerConfigs("client"))
                    .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            assertThat(streams.getProducerConfigs("client"))
                    .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
                    .containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        }
    }

    @Test
    void buildsAndPipelinesHaveApplicationsOfTheirOwnAndInstancesFoldersOfTheirOwn() {
        try (RocksDbMemory memory = new RocksDbMemory(MEMORY_BYTES)) {
            assertThat(properties(memory))
                    .containsEntry(
                            StreamsConfig.APPLICATION_ID_CONFIG, "shop.foldline-projection-account-balances-v1-b2")
                    .containsEntry(StreamsConfig.STATE_DIR_CONFIG, "/data/two");
        }
    }

    @Test
    void otherInstancesLearnWhereThisOneIsReachedAndMayKeepCopiesOfItsStores() {
        try (RocksDbMemory memory = new RocksDbMemory(MEMORY_BYTES)) {
            assertThat(properties(memory))
                    .containsEntry(StreamsConfig.APPLICATION_SERVER_CONFIG, "127.0.0.1:8080")
                    .containsEntry(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
        }
    }

    /** What a rebalance waits for a member that is gone and that the coordinator does not know to be. */
    @Test
    void aMemberThatDoesNotAnswerHoldsUpARebalanceForAMinuteAtMost() {
        try (RocksDbMemory memory = new RocksDbMemory(MEMORY_BYTES)) {
            assertThat(properties(memory)).containsEntry("main.consumer.max.poll.interval.ms", 60_000);
        }
    }

    @Test
    void noInternalTopicRefusesARowForTheClockOfWhoeverDecidedItsEvent() {
        try (RocksDbMemory memory = new RocksDbMemory(MEMORY_BYTES)) {
            assertThat(new StreamsConfig(properties(memory)).originalsWithPrefix(StreamsConfig.TOPIC_PREFIX))
                    .containsEntry("message.timestamp.after.max.ms", "9223372036854775807");
        }
    }

    private Properties properties(RocksDbMemory memory) {
        PipelineConfig pipeline = PipelineConfig.from(config);
        StreamsSettings settings = StreamsSettings.from(config);
        return StreamsProperties.of(
                StreamsProperties.applicationId("account-balances-v1-b2", pipeline, settings),
                pipeline,
                settings,
                memory);
    }
}
