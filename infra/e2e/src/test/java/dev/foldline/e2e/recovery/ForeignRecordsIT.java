package dev.foldline.e2e.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldline.contract.HeaderNames;
import dev.foldline.e2e.SharedStack;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A restart on topics to which somebody else has written, or whose limits somebody has changed. */
@ExtendWith(SharedStack.class)
final class ForeignRecordsIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aLineOfTextAtTheEndOfResultsAndEventsIsNamedAndStopsNothing(LocalStack stack) throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(stack.endpoints(), "strangers", folder)) {
            pipeline.start("strangers");
            pipeline.decide(0, 1, 2);
            pipeline.stop();
            write(stack, pipeline.topics().commandResults(), pipeline.topics().events());

            pipeline.start("strangers");
            await().atMost(TestTimeouts.PROCESS).until(pipeline::ready);
            pipeline.decide(0, 1, 2);

            assertThat(Files.readString(folder.resolve("strangers.log")))
                    .contains("strangers.command-results-1 offset 2 is not a record of this pipeline")
                    .contains("strangers.events-1 offset 2 is not a record of this pipeline");
            assertThat(pipeline.readiness())
                    .contains("strangers.command-results-1 has 3 records of somebody else, at offset 2, 3, 4");
        }
    }

    @Test
    void anEventThatIsTooLargeForWhatTheTopicTakesIsRefusedBeforeItIsCommitted(LocalStack stack) throws Exception {
        try (OwnPipeline pipeline = OwnPipeline.create(stack.endpoints(), "limits", folder);
                Admin admin = Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers()))) {
            for (String topic : List.of(
                    pipeline.topics().events(),
                    pipeline.topics().commandResults(),
                    pipeline.topics().commandsDlq())) {
                AlterConfigOp small = new AlterConfigOp(
                        new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "5000"), AlterConfigOp.OpType.SET);
                admin.incrementalAlterConfigs(
                                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(small)))
                        .all()
                        .get();
            }
            pipeline.start("limits");

            assertThat(pipeline.open(0, "A".repeat(20_000)).getErrorCode()).isEqualTo("record-too-large");
            assertThat(pipeline.open(0, "A".repeat(3_000)).getEventCount()).isEqualTo(1);
            pipeline.sendUndecodable(0, new byte[20_000]);
            pipeline.decide(0, 1, 2);

            assertThat(pipeline.text("limits", "SELECT sum(octet_length(value)) FROM dead_letters"))
                    .isEqualTo("20000");
            assertThat(pipeline.readiness()).contains("\"UP\"");
        }
    }

    private static void write(LocalStack stack, String... topics) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String topic : topics) {
                ProducerRecord<byte[], byte[]> text =
                        new ProducerRecord<>(topic, 1, null, "a line of text".getBytes(UTF_8));
                ProducerRecord<byte[], byte[]> empty = new ProducerRecord<>(topic, 1, null, new byte[0]);
                empty.headers().add(HeaderNames.POSITION, new byte[0]);
                ProducerRecord<byte[], byte[]> huge = new ProducerRecord<>(topic, 1, null, new byte[0]);
                huge.headers().add(HeaderNames.COMMAND_OFFSET, "9223372036854775807".getBytes(UTF_8));
                huge.headers().add(HeaderNames.CONTENT_TYPE, "text/plain".getBytes(UTF_8));
                for (ProducerRecord<byte[], byte[]> record : List.of(text, empty, huge)) {
                    Future<RecordMetadata> sent = producer.send(record);
                    sent.get();
                }
            }
        }
    }
}
