package dev.foldline.e2e.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.e2e.Decided;
import dev.foldline.e2e.Load;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.SharedStack;
import dev.foldline.local.LocalStack;
import dev.foldline.local.ManagedProcess;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
        return IntStream.range(0, count)
                .filter(partition -> partition % 3 == remainder)
                .mapToObj(partition -> new TopicPartition(Topics.DEFAULT.commands(), partition))
                .collect(Collectors.toSet());
    }
}
