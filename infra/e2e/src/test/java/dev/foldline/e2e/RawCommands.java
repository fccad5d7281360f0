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
import java.util.ArrayList;
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
public final class RawCommands implements AutoCloseable {

    public static final int PARTITIONS = 8;

    /** To which account-1 belongs. */
    public static final int PARTITION = 4;

    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;

    private final Producer<byte @Nullable [], byte @Nullable []> producer;
    private final KafkaSource kafka;
    private final AvroEncoder encoder;
    private final AvroDecoder results;

    public RawCommands(Endpoints endpoints) {
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
    public static ProducerRecord<byte @Nullable [], byte @Nullable []> record(
            byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), PARTITION, key, value);
    }

    public static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A command's bytes, as the commands topic wants them. */
    public byte[] encoded(SpecificRecord command) {
        return encoder.encode(command);
    }

    /** Sends a record and gives its offset. */
    public long send(ProducerRecord<byte @Nullable [], byte @Nullable []> record)
            throws ExecutionException, InterruptedException, TimeoutException {
        return producer.send(record)
                .get(TestTimeouts.CONDITION.toMillis(), TimeUnit.MILLISECONDS)
                .offset();
    }

    /** Awaits the result of the command at an offset of the partition. */
    public CommandResult result(long offset) throws Exception {
        return result(PARTITION, offset);
    }

    /** Awaits the result of the command at an offset of any partition. */
    public CommandResult result(int partition, long offset) throws Exception {
        ConsumerRecord<byte[], byte[]> record = Awaitility.await("result of the command at offset " + offset)
                .atMost(TestTimeouts.CONDITION)
                .until(
                        () ->
                                all(Topics.DEFAULT.commandResults(), partition, HeaderNames.COMMAND_OFFSET, offset)
                                        .stream()
                                        .reduce((_, last) -> last),
                        Optional::isPresent)
                .orElseThrow();
        return (CommandResult) results.decode(record.value());
    }

    /** The dead letter of the command at an offset, which is there when its result is. */
    public Optional<ConsumerRecord<byte[], byte[]>> deadLetter(long offset) {
        return deadLetters(PARTITION, offset).stream().reduce((_, last) -> last);
    }

    /** All dead letters of the command at an offset of any partition. */
    public List<ConsumerRecord<byte[], byte[]>> deadLetters(int partition, long offset) {
        return all(Topics.DEFAULT.commandsDlq(), partition, "__streams.errors.offset", offset);
    }

    /** All results of the command at an offset of any partition. */
    public List<ConsumerRecord<byte[], byte[]>> results(int partition, long offset) {
        return all(Topics.DEFAULT.commandResults(), partition, HeaderNames.COMMAND_OFFSET, offset);
    }

    @Override
    public void close() {
        producer.close();
        kafka.close();
    }

    /** The records whose header has this number. */
    private List<ConsumerRecord<byte[], byte[]>> all(String topic, int partition, String header, long number) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (TopicReader reader = kafka.open(topic, partition)) {
            while (reader.hasNext()) {
                ConsumerRecord<byte[], byte[]> record = reader.next();
                if (text(record, header).equals(Long.toString(number))) {
                    found.add(record);
                }
            }
        }
        return found;
    }

    /** Text of a record's last header of a name; empty where it has none. */
    public static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        Header last = record.headers().lastHeader(header);
        return last == null ? "" : new String(last.value(), StandardCharsets.UTF_8);
    }
}
