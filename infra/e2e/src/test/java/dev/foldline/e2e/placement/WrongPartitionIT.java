package dev.foldline.e2e.placement;

import static dev.foldline.e2e.RawCommands.header;
import static dev.foldline.e2e.RawCommands.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.RawCommands;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands that a client with another partitioner, or with none, puts where their key does not belong. */
@ExtendWith(SharedStack.class)
final class WrongPartitionIT {

    private static final int PARTITIONS = RawCommands.PARTITIONS;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static RawCommands commands;

    @SuppressWarnings("NullAway.Init")
    private static ServiceClient service;

    @BeforeAll
    static void open(LocalStack shared) {
        stack = shared;
        commands = new RawCommands(stack.endpoints());
        service = new ServiceClient(stack.endpoints().commandUrl());
    }

    @AfterAll
    static void allOfItVerifies() {
        Pipeline.assertClean(stack.endpoints());
        commands.close();
        service.close();
    }

    @Test
    void aKeySentByLibrdkafkasDefaultPartitionerFailsBetweenGoodCommands() throws Exception {
        assertFailsBetweenGoodCommands("by-librdkafka-", KeyPartitioner.CRC32);
    }

    @Test
    void aKeySentBySaramasDefaultPartitionerFailsBetweenGoodCommands() throws Exception {
        assertFailsBetweenGoodCommands("by-sarama-", KeyPartitioner.FNV1A);
    }

    @Test
    void aKeySentToAnExplicitPartitionFailsAndItsStreamIsNotTouched() throws Exception {
        String key = Keys.inPartition("explicit-", 4, PARTITIONS);
        assertThat(commands.result(4, commands.send(command(4, key, UUID.randomUUID())))
                        .getStatus())
                .isEqualTo(CommandStatus.ACCEPTED);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (partition != 4) {
                assertFails(key, partition, commands.send(command(partition, key, UUID.randomUUID())));
            }
        }
        try (CommandClient client = client()) {
            CommandResult deposit =
                    client.send(key, new DepositMoney(1L, "", "")).join();
            assertThat(deposit.getPartition()).isEqualTo(4);
            assertThat(deposit.getAggregateVersion()).isEqualTo(2);
        }
    }

    @Test
    void aRetriedDeadLetterIsDecidedInThePartitionOfItsKeyUnderItsId() throws Exception {
        String key = Keys.inPartition("retried-", 6, PARTITIONS);
        UUID commandId = UUID.randomUUID();
        long offset = commands.send(command(1, key, commandId));
        assertFails(key, 1, offset);

        String resolution = service.post("/dead-letters/1/" + offset + "/retry", Map.of())
                .get("resolution")
                .asText();

        assertThat(resolution).startsWith("sent again as commands-6@");
        long again = Long.parseLong(resolution.substring(resolution.indexOf('@') + 1));
        CommandResult decided = commands.result(6, again);
        assertThat(decided.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(decided.getCommandId()).isEqualTo(commandId.toString());
        assertThat(decided.getDuplicate()).isFalse();
    }

    @Test
    void oneCommandIdSentToTwoAggregatesGivesEachTheResultOfItsOwn() {
        UUID commandId = UUID.randomUUID();
        try (CommandClient client = client()) {
            CompletableFuture<CommandResult> opened =
                    client.send(CommandRequest.of("one-id-" + commandId, new OpenAccount("Ada", "EUR", 100L))
                            .withCommandId(commandId));
            CompletableFuture<CommandResult> refused =
                    client.send(CommandRequest.of("one-id-2-" + commandId, new DepositMoney(5L, "", ""))
                            .withCommandId(commandId));

            assertThat(opened.join().getAggregateId()).isEqualTo("one-id-" + commandId);
            assertThat(opened.join().getStatus()).isEqualTo(CommandStatus.ACCEPTED);
            assertThat(refused.join().getAggregateId()).isEqualTo("one-id-2-" + commandId);
            assertThat(refused.join().getStatus()).isEqualTo(CommandStatus.REJECTED);
        }
    }

    private static void assertFailsBetweenGoodCommands(String prefix, KeyPartitioner client) throws Exception {
        String key = keyThatGoesElsewhere(prefix, client);
        int wrong = client.partitionOf(key, PARTITIONS);
        String before = Keys.inPartition(prefix + "before-", wrong, PARTITIONS);
        String after = Keys.inPartition(prefix + "after-", wrong, PARTITIONS);

        long good = commands.send(command(wrong, before, UUID.randomUUID()));
        long bad = commands.send(command(wrong, key, UUID.randomUUID()));
        long next = commands.send(command(wrong, after, UUID.randomUUID()));

        assertThat(commands.result(wrong, good).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(commands.result(wrong, next).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        assertFails(key, wrong, bad);
    }

    private static void assertFails(String key, int partition, long offset) throws Exception {
        CommandResult failed = commands.result(partition, offset);
        assertThat(failed.getStatus()).isEqualTo(CommandStatus.FAILED);
        assertThat(failed.getErrorCode()).isEqualTo("wrong-partition");
        assertThat(failed.getErrorMessage())
                .isEqualTo("key " + key + " belongs to partition "
                        + KeyPartitioner.MURMUR2.partitionOf(key, PARTITIONS) + " of " + PARTITIONS
                        + ", this record is in " + partition
                        + "; set the producer's partitioner to murmur2_random");
        assertThat(commands.results(partition, offset)).hasSize(1);
        assertThat(commands.deadLetters(partition, offset)).hasSize(1);
        ConsumerRecord<byte[], byte[]> letter =
                commands.deadLetters(partition, offset).getFirst();
        assertThat(letter.key()).isEqualTo(key.getBytes(StandardCharsets.UTF_8));
        assertThat(text(letter, "__streams.errors.message")).contains("wrong-partition");
    }

    private static String keyThatGoesElsewhere(String prefix, KeyPartitioner client) {
        for (int number = 0; ; number++) {
            String key = prefix + number;
            if (client.partitionOf(key, PARTITIONS) != KeyPartitioner.MURMUR2.partitionOf(key, PARTITIONS)) {
                return key;
            }
        }
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> command(
            int partition, String key, UUID commandId) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> record = new ProducerRecord<>(
                Topics.DEFAULT.commands(),
                partition,
                key.getBytes(StandardCharsets.UTF_8),
                commands.encoded(new OpenAccount("Ada", "EUR", 100L)));
        record.headers().add(header(HeaderNames.ID, commandId.toString()));
        return record;
    }

    private static CommandClient client() {
        return CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl());
    }
}
