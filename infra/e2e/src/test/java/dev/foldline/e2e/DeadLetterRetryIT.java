package dev.foldline.e2e;

import static dev.foldline.e2e.RawCommands.header;
import static dev.foldline.e2e.RawCommands.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.cli.operator.ServiceException;
import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.LocalStack;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A command that came before its schema was registered is a dead letter; once the schema is there, it is sent again and
 * decided, under the same command id and only once.
 */
@ExtendWith(SharedStack.class)
final class DeadLetterRetryIT {

    private static final byte[] ACCOUNT = Keys.inPartition(
                    "dead-letter-account-", RawCommands.PARTITION, RawCommands.PARTITIONS)
            .getBytes(StandardCharsets.UTF_8);

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
    void aCommandThatCameBeforeItsSchemaIsDecidedOnceItIsThereAndOnlyOnce() throws Exception {
        accepted(record(ACCOUNT, commands.encoded(new OpenAccount("Ada", "EUR", 100L))));
        UUID commandId = UUID.randomUUID();
        int schemaId = register("com.example.Before", 0) + 1;
        ProducerRecord<byte @Nullable [], byte @Nullable []> early = record(ACCOUNT, withSchema(schemaId));
        early.headers().add(header(HeaderNames.ID, commandId.toString()));

        long offset = commands.send(early);
        CommandResult failed = commands.result(offset);
        assertThat(failed.getErrorCode()).isEqualTo("unknown-schema");
        String letter = "/dead-letters/" + RawCommands.PARTITION + "/" + offset;
        assertThat(service.get(letter, Map.of()).get("commandId").asText()).isEqualTo(commandId.toString());
        assertThat(service.get(letter, Map.of()).at("/command/unreadable").asText())
                .isEqualTo("the registry has no schema with id " + schemaId);
        // Its stream and the others of the partition continue.
        accepted(record(ACCOUNT, commands.encoded(new DepositMoney(1L, "", ""))));

        assertThat(register(DepositMoney.getClassSchema().getFullName(), 1)).isEqualTo(schemaId);
        assertThat(service.get(letter, Map.of()).at("/command/data/amountMinor").asLong())
                .isEqualTo(50);
        long retryOffset = offsetOf(service.post(letter + "/retry", Map.of()));
        CommandResult decided = commands.result(retryOffset);
        assertThat(decided.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(decided.getCommandId()).isEqualTo(commandId.toString());
        assertThat(decided.getCommandOffset()).isEqualTo(retryOffset);
        assertThat(decided.getAggregateVersion()).isEqualTo(3);

        assertThatThrownBy(() -> service.post(letter + "/retry", Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("sent again as commands-" + RawCommands.PARTITION + "@" + retryOffset);
        long forcedOffset = offsetOf(service.post(letter + "/retry", Map.of("force", true)));
        CommandResult duplicate = commands.result(forcedOffset);
        assertThat(duplicate)
                .isEqualTo(CommandResult.newBuilder(decided).setDuplicate(true).build());
    }

    @Test
    void whatCannotBeMendedIsDismissedOrFailsAgainAsALetterOfItsOwn() throws Exception {
        long offset = commands.send(record(ACCOUNT, new byte[] {7}));
        assertThat(commands.result(offset).getErrorCode()).isEqualTo("undecodable");
        String letters = "/dead-letters/" + RawCommands.PARTITION + "/";

        long retryOffset = offsetOf(service.post(letters + offset + "/retry", Map.of()));
        CommandResult again = commands.result(retryOffset);
        assertThat(again.getErrorCode()).isEqualTo("undecodable");
        assertThat(again.getDuplicate()).isFalse();
        assertThat(again.getCommandId()).isEqualTo(commands.result(offset).getCommandId());

        JsonNode dismissed = service.post(letters + retryOffset + "/dismiss", Map.of("reason", "no command at all"));
        assertThat(dismissed.get("resolution").asText()).isEqualTo("dismissed: no command at all");
    }

    private static void accepted(ProducerRecord<byte @Nullable [], byte @Nullable []> command) throws Exception {
        assertThat(commands.result(commands.send(command)).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
    }

    /** Registers a schema that the registry has not seen; it gives ids one after the other. */
    private static int register(String name, int number) throws Exception {
        Schema schema = SchemaBuilder.record(name)
                .doc("of the dead letter " + number)
                .fields()
                .requiredLong("amountMinor")
                .endRecord();
        try (SchemaRegistryClient registry =
                RegistrySchemas.client(stack.endpoints().registryUrl())) {
            return registry.register("dead-letter-" + number, new AvroSchema(schema));
        }
    }

    /** A deposit of 50, as a client writes it whose schema has no reference. */
    private static byte[] withSchema(int schemaId) {
        return ByteBuffer.allocate(6)
                .put((byte) 0)
                .putInt(schemaId)
                .put((byte) 100)
                .array();
    }

    private static long offsetOf(JsonNode resolved) {
        String resolution = resolved.get("resolution").asText();
        return Long.parseLong(resolution.substring(resolution.lastIndexOf('@') + 1));
    }
}
