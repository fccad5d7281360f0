package dev.foldline.e2e.hostile;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Follows the results and the dead letters of all partitions, from their beginning. Thread-safe. */
final class Answered implements AutoCloseable {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

    private final Map<Offset, List<CommandResult>> results = new ConcurrentHashMap<>();
    private final Map<Offset, List<ConsumerRecord<byte[], byte[]>>> deadLetters = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AvroDecoder decoder;
    private final Thread thread;

    /** The place of a command. */
    record Offset(int partition, long offset) {}

    Answered(Endpoints endpoints, int partitions) {
        this.decoder =
                new AvroDecoder(RegistrySchemas.at(endpoints.registryUrl()), List.of(CommandResult.getClassSchema()));
        List<TopicPartition> followed = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            followed.add(new TopicPartition(Topics.DEFAULT.commandResults(), partition));
            followed.add(new TopicPartition(Topics.DEFAULT.commandsDlq(), partition));
        }
        this.thread = Thread.ofPlatform().name("answered").start(() -> follow(endpoints.bootstrapServers(), followed));
    }

    /** Awaits the result of a command. */
    CommandResult result(Offset command, Duration limit) {
        return Awaitility.await("result of the command at " + command)
                .pollInterval(Duration.ofMillis(5))
                .atMost(limit)
                .until(() -> results.getOrDefault(command, List.of()), found -> !found.isEmpty())
                .getFirst();
    }

    /** Awaits the dead letter of a command. */
    ConsumerRecord<byte[], byte[]> deadLetter(Offset command) {
        return Awaitility.await("dead letter of the command at " + command)
                .atMost(TestTimeouts.CONDITION)
                .until(() -> deadLetters.getOrDefault(command, List.of()), found -> !found.isEmpty())
                .getFirst();
    }

    int resultsOf(Offset command) {
        return results.getOrDefault(command, List.of()).size();
    }

    int deadLettersOf(Offset command) {
        return deadLetters.getOrDefault(command, List.of()).size();
    }

    @Override
    public void close() {
        closed.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(String bootstrapServers, List<TopicPartition> followed) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(followed);
            consumer.seekToBeginning(followed);
            while (!closed.get()) {
                consumer.poll(POLL_TIMEOUT).forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topics.DEFAULT.commandsDlq())) {
            add(deadLetters, offset(record, "__streams.errors.offset"), record);
        } else {
            add(results, offset(record, HeaderNames.COMMAND_OFFSET), decoded(record));
        }
    }

    private CommandResult decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return (CommandResult) decoder.decode(record.value());
        } catch (UndecodableException e) {
            throw new IllegalStateException("a result that cannot be read", e);
        }
    }

    private static <T> void add(Map<Offset, List<T>> all, Offset command, T answer) {
        all.computeIfAbsent(command, _ -> new CopyOnWriteArrayList<>()).add(answer);
    }

    private static Offset offset(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return new Offset(record.partition(), Long.parseLong(new String(header.value(), StandardCharsets.UTF_8)));
    }
}
