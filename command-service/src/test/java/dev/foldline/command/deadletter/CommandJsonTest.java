package dev.foldline.command.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.command.batch.TestSchemas;
import dev.foldline.contract.Topics;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.WrittenRecords;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people see of the command in a dead letter. */
final class CommandJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEPOSIT = """
            {
              "type": "dev.foldline.schema.account.DepositMoney",
              "data": {"amountMinor": 500, "reference": "Zoë", "currency": ""}
            }""";

    private final RegistrySchemas schemas = TestSchemas.registered();
    private final AvroEncoder encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.commands());
    private final CommandJson commands = new CommandJson(new WrittenRecords(schemas));

    @Test
    void aCommandIsItsTypeAndItsFields() throws Exception {
        assertShown(deposit(), DEPOSIT);
    }

    @Test
    void aBulkShowsEachOfItsCommandsAndWhichOneCannotBeRead() throws Exception {
        byte[] bulk = bulk(deposit(), new byte[] {7}, bulk(deposit()));

        JsonNode shown = shown(bulk).at("/data/commands");
        assertThat(shown).hasSize(3);
        assertThat(shown.get(0)).isEqualTo(JSON.readTree(DEPOSIT));
        assertThat(shown.get(1)).isEqualTo(JSON.readTree("""
                {"unreadable": "the value has 1 bytes, fewer than the prefix of 5"}"""));
        // A bulk inside a bulk is not a command, and is not unpacked.
        assertThat(shown.get(2).at("/data/commands/0").isTextual()).isTrue();
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        byte[] deposit = deposit();

        assertShown(null, "{\"unreadable\": \"the value is null\"}");
        assertShown(new byte[] {0, 0, 1, 0, 0}, "{\"unreadable\": \"the registry has no schema with id 65536\"}");
        assertThat(unreadable(Arrays.copyOf(deposit, deposit.length - 1)))
                .startsWith("the value is not a valid Avro-encoded dev.foldline.");
        assertThat(unreadable(Arrays.copyOf(deposit, deposit.length + 1)))
                .isEqualTo("the value goes on after the end of its dev.foldline.schema.account.DepositMoney");
    }

    private byte[] deposit() {
        return encoder.encode(new DepositMoney(500L, "Zoë", ""));
    }

    private byte[] bulk(byte[]... each) {
        return encoder.encode(
                new BulkCommand(List.of(each).stream().map(ByteBuffer::wrap).toList()));
    }

    private String unreadable(byte[] value) {
        return commands.of(value).path("unreadable").asText();
    }

    /** As it is sent, numbers without their Java type. */
    private JsonNode shown(byte @Nullable [] value) throws Exception {
        return JSON.readTree(commands.of(value).toString());
    }

    private void assertShown(byte @Nullable [] value, String json) throws Exception {
        assertThat(shown(value)).isEqualTo(JSON.readTree(json));
    }
}
