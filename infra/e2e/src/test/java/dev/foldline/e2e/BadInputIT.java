package dev.foldline.e2e;

import static dev.foldline.e2e.RawCommands.header;
import static dev.foldline.e2e.RawCommands.record;
import static dev.foldline.e2e.RawCommands.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.client.CommandClient;
import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import dev.foldline.stack.LocalStack;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Commands that are none: each gets a result that says what is wrong, is kept byte for byte where it could not be read,
 * and holds up nothing that comes after it.
 */
@ExtendWith(SharedStack.class)
final class BadInputIT {

    /** Kafka's default of {@code max.message.bytes}, which the stack leaves. */
    private static final int TOPIC_BYTES_MAX = 1_048_588;

    private static final int EVENT_BYTES_MAX = 1_048_000;
    private static final int UNKNOWN_SCHEMA_ID = 999_999;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static RawCommands commands;

    private static int accounts;

    @BeforeAll
    static void open(LocalStack shared) {
        stack = shared;
        commands = new RawCommands(stack.endpoints());
    }

    /** After each, as whatever it did must not stop the partition. */
    @AfterEach
    void theNextGoodCommandOfThePartitionIsAccepted() throws Exception {
        openAccount();
    }

    @AfterAll
    static void allOfItVerifies() {
        Pipeline.assertClean(stack.endpoints());
        commands.close();
    }

    @Test
    void bytesThatAreNoAvroAreADeadLetter() throws Exception {
        assertDeadLetter(record(bytes("account-1"), bytes("hello")), "undecodable", "magic byte");
    }

    @Test
    void aTruncatedCommandIsADeadLetter() throws Exception {
        byte[] whole = commands.encoded(new DepositMoney(500L, "salary", ""));
        assertDeadLetter(
                record(bytes("account-1"), Arrays.copyOf(whole, whole.length - 3)), "undecodable", "DepositMoney");
    }

    @Test
    void anUnknownSchemaIdIsADeadLetter() throws Exception {
        byte[] value = commands.encoded(new DepositMoney(500L, "salary", ""));
        ByteBuffer.wrap(value).putInt(1, UNKNOWN_SCHEMA_ID);
        assertDeadLetter(record(bytes("account-1"), value), "unknown-schema", "" + UNKNOWN_SCHEMA_ID);
    }

    @Test
    void aNullValueIsADeadLetter() throws Exception {
        assertDeadLetter(record(bytes("account-1"), null), "undecodable", "value is null");
    }

    @Test
    void aNullKeyIsADeadLetter() throws Exception {
        assertDeadLetter(record(null, deposit()), "invalid-key", "no key");
    }

    @Test
    void aKeyThatIsNotUtf8IsADeadLetter() throws Exception {
        assertDeadLetter(record(new byte[] {(byte) 0xc3, 0x28}, deposit()), "invalid-key", "not UTF-8");
    }

    @Test
    void aKeyThatIsTooLongIsADeadLetter() throws Exception {
        assertDeadLetter(record(bytes("a".repeat(3_000)), deposit()), "invalid-key", "3000 bytes");
    }

    @Test
    void aKeyWithANulCharacterIsADeadLetter() throws Exception {
        assertDeadLetter(record(bytes("a\0b"), deposit()), "invalid-key", "NUL");
    }

    @Test
    void anEmptyCommandIdIsADeadLetter() throws Exception {
        assertDeadLetter(with(header(HeaderNames.ID, "")), "invalid-header", "ce_id");
    }

    @Test
    void aRecordInStructuredModeIsADeadLetter() throws Exception {
        assertDeadLetter(
                with(header(HeaderNames.CONTENT_TYPE, "application/cloudevents+json")), "undecodable", "binary mode");
    }

    @Test
    void aSchemaIdInAHeaderIsADeadLetter() throws Exception {
        assertDeadLetter(with(header("__value_schema_id", "x")), "undecodable", "PrefixSchemaIdSerializer");
    }

    @Test
    void anExpectedVersionThatIsNoNumberIsADeadLetter() throws Exception {
        assertDeadLetter(with(header(HeaderNames.EXPECTED_VERSION, "one")), "invalid-header", "one");
    }

    @Test
    void anExpectedVersionBelowZeroIsADeadLetter() throws Exception {
        assertDeadLetter(with(header(HeaderNames.EXPECTED_VERSION, "-1")), "invalid-header", "-1");
    }

    @Test
    void aRecordOfATypeThatNobodyKnowsIsADeadLetter() throws Exception {
        String name = "com.example.ShootMoon";
        Schema schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"" + name
                        + "\",\"fields\":[{\"name\":\"n\",\"type\":\"long\"}]}");
        try (SchemaRegistryClient registry =
                RegistrySchemas.client(stack.endpoints().registryUrl())) {
            int id = registry.register("commands-" + name, new AvroSchema(schema));
            byte[] value = ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .putInt(id)
                    .put((byte) 2)
                    .array();
            assertDeadLetter(record(bytes("account-1"), value), "unknown-command", name);
        }
    }

    @Test
    void anEventOnTheCommandsTopicIsADeadLetter() throws Exception {
        AvroEncoder events = AvroEncoder.ofRecords(schemas(), "events");
        byte[] value = events.encode(new MoneyDeposited("account-1", 500L, "EUR", 500L, "salary"));
        assertDeadLetter(record(bytes("account-1"), value), "unknown-command", "MoneyDeposited");
    }

    @Test
    void aResultOnTheCommandsTopicIsADeadLetter() throws Exception {
        RegistrySchemas schemas = schemas();
        AvroEncoder results = new AvroEncoder(schema -> schemas.idOf(Subjects.ofValue("command-results"), schema));
        CommandResult result = new CommandResult(
                "id",
                "account-1",
                "account",
                CommandStatus.ACCEPTED,
                1L,
                0,
                0L,
                0L,
                0,
                "",
                "",
                null,
                null,
                false,
                Instant.EPOCH,
                List.of());
        assertDeadLetter(record(bytes("account-1"), results.encode(result)), "unknown-command", "CommandResult");
    }

    @Test
    void anAmountOfZeroOrBelowIsRejected() throws Exception {
        byte[] account = openAccount();
        assertRejected(account, commands.encoded(new DepositMoney(0L, "", "")), "invalid-amount", "0");
        assertRejected(account, commands.encoded(new WithdrawMoney(-5L, "", "")), "invalid-amount", "-5");
    }

    @Test
    void aCommandWhoseEventWouldNotFitOnItsTopicIsRejected() throws Exception {
        byte[] account = openAccount();
        // The command itself fits on its topic; the event, with more fields and headers, does not.
        byte[] value = commands.encoded(new DepositMoney(500L, "x".repeat(EVENT_BYTES_MAX), ""));
        CommandResult result = assertRejected(account, value, "record-too-large", "" + TOPIC_BYTES_MAX);
        assertThat(result.getEventCount()).isZero();
    }

    @Test
    void anUndecodableRecordOfTheLargestSizeIsADeadLetter() throws Exception {
        assertDeadLetter(record(bytes("account-1"), new byte[EVENT_BYTES_MAX]), "unknown-schema", "0");
    }

    @Test
    void aCommandAboveTheTopicsLimitIsRefusedByTheBrokerAndNamedByTheClient() throws Exception {
        String reference = "x".repeat(2 * EVENT_BYTES_MAX);
        byte[] value = commands.encoded(new DepositMoney(500L, reference, ""));
        assertThatThrownBy(() -> commands.send(record(bytes("account-1"), value)))
                .hasCauseInstanceOf(RecordTooLargeException.class);
        try (CommandClient client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl())) {
            assertThatThrownBy(() -> client.send("account-1", new DepositMoney(500L, reference, ""))
                            .join())
                    .hasMessageContaining("account-1")
                    .hasMessageContaining("DepositMoney")
                    .hasMessageContaining("could not be sent")
                    .hasMessageContaining("larger than");
        }
    }

    private static void assertDeadLetter(
            ProducerRecord<byte @Nullable [], byte @Nullable []> bad, String code, String words) throws Exception {
        long offset = commands.send(bad);
        CommandResult result = commands.result(offset);
        assertThat(result.getStatus()).isIn(CommandStatus.REJECTED, CommandStatus.FAILED);
        assertThat(result.getErrorCode()).isEqualTo(code);
        assertThat(result.getErrorMessage()).contains(words);

        ConsumerRecord<byte[], byte[]> letter = commands.deadLetter(offset).orElseThrow();
        assertThat(letter.key()).isEqualTo(bad.key());
        assertThat(letter.value()).isEqualTo(bad.value());
        Header[] asTheyCame = bad.headers().toArray();
        assertThat(Arrays.copyOf(letter.headers().toArray(), asTheyCame.length)).isEqualTo(asTheyCame);
        assertThat(text(letter, "__streams.errors.topic")).isEqualTo("commands");
        assertThat(text(letter, "__streams.errors.partition")).isEqualTo("" + RawCommands.PARTITION);
        assertThat(text(letter, "__streams.errors.message")).contains(code).contains(words);
        assertThat(text(letter, "__streams.errors.exception")).isNotEmpty();
        assertInTable(offset, bad.value(), code);
    }

    private static void assertInTable(long offset, byte @Nullable [] value, String code) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                PreparedStatement query = connection.prepareStatement("SELECT value, error_code FROM dead_letters"
                        + " WHERE partition = " + RawCommands.PARTITION + " AND command_offset = ?")) {
            query.setLong(1, offset);
            try (ResultSet row = query.executeQuery()) {
                assertThat(row.next()).as("row of the dead letter").isTrue();
                assertThat(row.getBytes(1)).isEqualTo(value);
                assertThat(row.getString(2)).isEqualTo(code);
            }
        }
    }

    private static CommandResult assertRejected(byte[] account, byte[] value, String code, String words)
            throws Exception {
        long offset = commands.send(record(account, value));
        CommandResult result = commands.result(offset);
        assertThat(result.getStatus()).isEqualTo(CommandStatus.REJECTED);
        assertThat(result.getErrorCode()).isEqualTo(code);
        assertThat(result.getErrorMessage()).contains(words);
        assertThat(commands.deadLetter(offset)).isEqualTo(Optional.empty());
        return result;
    }

    /** A new account on the partition. */
    private static byte[] openAccount() throws Exception {
        accounts++;
        byte[] account =
                bytes(Keys.inPartition("bad-input-" + accounts + "-", RawCommands.PARTITION, RawCommands.PARTITIONS));
        long offset = commands.send(record(account, commands.encoded(new OpenAccount("Ada", "EUR", 100L))));
        assertThat(commands.result(offset).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        return account;
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> with(Header header) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> record = record(bytes("account-1"), deposit());
        record.headers().add(header);
        return record;
    }

    private static byte[] deposit() {
        return commands.encoded(new DepositMoney(500L, "salary", ""));
    }

    private static RegistrySchemas schemas() {
        return RegistrySchemas.at(stack.endpoints().registryUrl());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
