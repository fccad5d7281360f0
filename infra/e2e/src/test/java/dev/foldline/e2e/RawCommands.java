package dev.foldline.e2e;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Puts any bytes on the commands topic, all on one partition, and sees what comes of them. */
final class RawCommands implements AutoCloseable {

    static final int PARTITION = 0;

    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;

    private final Producer<byte @Nullable [], byte @Nullable []> producer;
    private final KafkaSource kafka;
    private final AvroEncoder encoder;
    private final AvroDecoder results;

    RawCommands(Endpoints endpoints) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                endpoints.bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                REQUEST_BYTES_MAX);
        this.producer = new KafkaProducer<byte @Nullable [], byte @Nullable []>(
                settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.kafka = new KafkaSource(endpoints.bootstrapServers());
        RegistrySchemas schemas = RegistrySchemas.at(endpoints.registryUrl());
        this.encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.commands());
        this.results = new AvroDecoder(schemas, List.of(CommandResult.getClassSchema()));
    }

    /** A record of the partition, without headers. */
    static ProducerRecord<byte @Nullable [], byte @Nullable []> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), PARTITION, key, value);
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A command's bytes, as the commands topic wants them. */
    byte[] encoded(SpecificRecord command) {
        return encoder.encode(command);
    }

    /** Sends a record and gives its offset. */
    long send(ProducerRecord<byte @Nullable [], byte @Nullable []> record)
            throws ExecutionException, InterruptedException, TimeoutException {
        return producer.send(record)
                .get(TestTimeouts.CONDITION.toMillis(), TimeUnit.MILLISECONDS)
                .offset();
    }

    /** Awaits the result of the command at an offset. */
    CommandResult result(long offset) throws Exception {
        ConsumerRecord<byte[], byte[]> record = Awaitility.await("result of the command at offset " + offset)
                .atMost(TestTimeouts.CONDITION)
                .until(
                        () -> find(Topics.DEFAULT.commandResults(), HeaderNames.COMMAND_OFFSET, offset),
                        Optional::isPresent)
                .orElseThrow();
        return (CommandResult) results.decode(record.value());
    }

    /** The dead letter of the command at an offset, which is there when its result is. */
    Optional<ConsumerRecord<byte[], byte[]>> deadLetter(long offset) {
        return find(Topics.DEFAULT.commandsDlq(), "__streams.errors.offset", offset);
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }

    /** The last record whose header has this number. */
    private Optional<ConsumerRecord<byte[], byte[]>> find(String topic, String header, long number) {
        Optional<ConsumerRecord<byte[], byte[]>> found = Optional.empty();
        try (TopicReader reader = kafka.open(topic, PARTITION)) {
            while (reader.hasNext()) {
                ConsumerRecord<byte[], byte[]> record = reader.next();
                if (text(record, header).equals(Long.toString(number))) {
                    found = Optional.of(record);
                }
            }
        }
        return found;
    }

    /** Text of a record's last header of a name; empty where it has none. */
    static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        Header last = record.headers().lastHeader(header);
        return last == null ? "" : new String(last.value(), StandardCharsets.UTF_8);
    }
}
