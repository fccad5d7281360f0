package dev.foldline.e2e.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.e2e.Decided;
import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Someone deletes or moves the offsets of the consumer group while command-service is away in the middle of its work:
 * what is forwarded already is known from the topics.
 */
@ExtendWith(SharedStack.class)
final class GroupOffsetsIT {

    private static final String GROUP = "foldline-command-service";
    private static final int COMMANDS = 3_000;
    private static final int ACCOUNTS = 200;

    /** Beyond whatever is there. */
    private static final long AHEAD = 1_000;

    /** As long as the broker allows. */
    private static final Duration OPEN_TIMEOUT = Duration.ofMinutes(1);

    private final LocalStack stack;

    GroupOffsetsIT(LocalStack stack) {
        this.stack = stack;
    }

    /** A third of the partitions each, so that one restart shows all three. */
    @Test
    void groupOffsetsThatAreDeletedOrResetToZeroOrAheadLoseAndRepeatNothing() throws Exception {
        ManagedProcess service = stack.process("command-service");
        try (Load load = Load.start(stack.endpoints(), "offsets", COMMANDS, ACCOUNTS);
                Admin admin = Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers()))) {
            load.awaitAnswered(COMMANDS / 3);
            service.kill();
            assertThat(load.answered()).as("answered before the kill").isLessThan(COMMANDS);
            Map<Integer, Long> before = Decided.read(stack.endpoints()).committedOffsets();
            moveOffsets(admin, before);
            service.restart();
            load.awaitAll();
            assertThat(load.results()).extracting(CommandResult::getStatus).doesNotContain(CommandStatus.FAILED);
        }
        Pipeline.assertClean(stack.endpoints());
        Decided decided = Decided.read(stack.endpoints());
        assertThat(decided.committedOffsets()).as("offsets are right again").isEqualTo(decided.nextOffsets());
    }

    /**
     * A transaction that holds offsets of the group, and that nobody ends: the group cannot say its offsets, for as
     * long as the broker allows a transaction. The results say what was forwarded.
     */
    @Test
    @SuppressWarnings("removal") // A transaction without a member is just what is wanted.
    void groupOffsetsThatCannotBeDeterminedHoldUpNobody() {
        ManagedProcess service = stack.process("command-service");
        try (KafkaProducer<byte[], byte[]> stranger = stranger();
                Load load = Load.start(stack.endpoints(), "undetermined", COMMANDS, ACCOUNTS)) {
            load.awaitAnswered(COMMANDS / 3);
            service.kill();
            int partitions = Decided.read(stack.endpoints()).nextOffsets().size();
            stranger.beginTransaction();
            stranger.sendOffsetsToTransaction(
                    partitions(partitions)
                            .collect(Collectors.toMap(Function.identity(), _ -> new OffsetAndMetadata(0))),
                    new ConsumerGroupMetadata(GROUP));

            service.restart();
            load.awaitAll();

            assertThat(service.log()).content().contains("the group cannot say its offset");
            stranger.abortTransaction();
        }
        Pipeline.assertClean(stack.endpoints());
    }

    private KafkaProducer<byte[], byte[]> stranger() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "stranger",
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        (int) OPEN_TIMEOUT.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void moveOffsets(Admin admin, Map<Integer, Long> before) throws Exception {
        // The group lets nobody touch its offsets while it has members; those that were killed are still in it.
        admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
        Set<TopicPartition> deleted = partitions(before.size(), 0);
        Map<TopicPartition, OffsetAndMetadata> moved = new HashMap<>();
        partitions(before.size(), 1).forEach(partition -> moved.put(partition, new OffsetAndMetadata(0)));
        partitions(before.size(), 2)
                .forEach(partition -> moved.put(
                        partition, new OffsetAndMetadata(before.getOrDefault(partition.partition(), 0L) + AHEAD)));
        admin.deleteConsumerGroupOffsets(GROUP, deleted).all().get();
        admin.alterConsumerGroupOffsets(GROUP, moved).all().get();
    }

    private static Set<TopicPartition> partitions(int count, int remainder) {
        return partitions(count)
                .filter(partition -> partition.partition() % 3 == remainder)
                .collect(Collectors.toSet());
    }

    private static Stream<TopicPartition> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(Topics.DEFAULT.commands(), partition));
    }
}
