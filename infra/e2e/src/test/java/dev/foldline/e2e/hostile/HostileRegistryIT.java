package dev.foldline.e2e.hostile;

import static dev.foldline.e2e.RawCommands.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Ids;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.Keys;
import dev.foldline.e2e.Pipeline;
import dev.foldline.e2e.RawCommands;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.LocalStack;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Records whose schema is meant to do harm, each between good commands of the same partition and of another: the good
 * ones are decided, and the bad one is a dead letter that says why.
 */
@ExtendWith(SharedStack.class)
final class HostileRegistryIT {

    private static final int DEEP = 400_000;
    private static final int PARTITIONS = 8;
    private static final int OTHER_PARTITION = 1;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static RawCommands commands;

    @SuppressWarnings("NullAway.Init")
    private static RestService registry;

    private final TimeOrderedIds ids = new TimeOrderedIds(InstantSource.system(), new SplittableRandom());

    @BeforeAll
    static void open(LocalStack shared) {
        stack = shared;
        commands = new RawCommands(stack.endpoints());
        registry = new RestService(stack.endpoints().registryUrl());
    }

    @AfterAll
    static void allOfItVerifies() throws Exception {
        Pipeline.assertClean(stack.endpoints());
        commands.close();
        registry.close();
    }

    @Test
    void aJsonSchemaIsADeadLetterAndNobodyElseNotices() throws Exception {
        int id =
                register("hostile-json", "JSON", "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}");

        assertOneDeadLetter(
                "json",
                prefixed(id, "{\"n\":1}".getBytes(StandardCharsets.UTF_8)),
                "unknown-schema",
                "schema id " + id + " is JSON, not Avro");
    }

    @Test
    void aProtobufSchemaIsADeadLetterAndNobodyElseNotices() throws Exception {
        int id = register("hostile-protobuf", "PROTOBUF", "syntax = \"proto3\"; message Hostile { int32 n = 1; }");

        assertOneDeadLetter("protobuf", prefixed(id, new byte[] {0, 8, 1}), "unknown-schema", "is PROTOBUF, not Avro");
    }

    @Test
    void aRecordThatIsNestedDeepIsADeadLetterAndNobodyElseNotices() throws Exception {
        int id = register(
                "hostile-deep",
                "AVRO",
                withField("[\"null\",{\"type\":\"record\",\"name\":\"Deep\",\"fields\":"
                        + "[{\"name\":\"next\",\"type\":[\"null\",\"Deep\"]}]}]"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = openAccount(bytes);
        for (int i = 0; i < DEEP; i++) {
            encoder.writeIndex(1);
        }
        encoder.writeIndex(0);
        encoder.flush();

        assertOneDeadLetter("deep", prefixed(id, bytes.toByteArray()), "undecodable", "nested more than 1000 levels");
    }

    @Test
    void anArrayThatClaimsToBeHugeIsADeadLetterAndNobodyElseNotices() throws Exception {
        int id = register("hostile-array", "AVRO", withField("{\"type\":\"array\",\"items\":\"null\"}"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = openAccount(bytes);
        encoder.writeLong(Integer.MAX_VALUE - 8L);
        encoder.writeLong(0);
        encoder.flush();

        assertOneDeadLetter("array", prefixed(id, bytes.toByteArray()), "undecodable", "claims 2147483639 elements");
    }

    @Test
    void anInvalidHeaderIsAnsweredUnderTheIdThatWasSent() throws Exception {
        UUID id = ids.next();
        ProducerRecord<byte @Nullable [], byte @Nullable []> record = good("header", RawCommands.PARTITION);
        record.headers().add(header(HeaderNames.ID, id.toString()));
        record.headers().add(header(HeaderNames.EXPECTED_VERSION, "-5"));

        CommandResult result = commands.result(commands.send(record));

        assertThat(result.getErrorCode()).isEqualTo("invalid-header");
        assertThat(result.getCommandId()).isEqualTo(id.toString());
    }

    @Test
    void aCommandUnderATextIsDecidedOnceUnderItsId() throws Exception {
        String text = "order-" + ids.next();
        CommandResult first = commands.result(commands.send(withId(text)));
        CommandResult repeat = commands.result(commands.send(withId(text)));

        assertThat(first.getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(first.getCommandId()).isEqualTo(Ids.ofCommandText(text).toString());
        assertThat(repeat.getDuplicate()).isTrue();
        assertThat(repeat.getCommandOffset()).isEqualTo(first.getCommandOffset());
    }

    @Test
    void schemasThatReferToOthersAreRead() throws Exception {
        String money = "{\"type\":\"record\",\"name\":\"org.example.Money\",\"fields\":"
                + "[{\"name\":\"minor\",\"type\":\"long\"}]}";
        String paid = "{\"type\":\"record\",\"name\":\"org.example.Paid\",\"fields\":"
                + "[{\"name\":\"sum\",\"type\":\"org.example.Money\"}]}";
        register("hostile-money", "AVRO", money);
        int id = register("hostile-paid", "AVRO", paid, new SchemaReference("org.example.Money", "hostile-money", 1));
        RegistrySchemas schemas = RegistrySchemas.at(stack.endpoints().registryUrl());

        assertThat(schemas.byId(id).getField("sum").schema().getFullName()).isEqualTo("org.example.Money");
        assertThat(schemas.allOf("hostile-paid")).containsExactly(schemas.byId(id));
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> withId(String text) {
        ProducerRecord<byte @Nullable [], byte @Nullable []> record = good(text + "-", RawCommands.PARTITION);
        record.headers().add(header(HeaderNames.ID, text));
        return record;
    }

    private static void assertOneDeadLetter(String name, byte[] value, String code, String words) throws Exception {
        long before = commands.send(good("hostile-" + name + "-before-", RawCommands.PARTITION));
        long bad = commands.send(new ProducerRecord<>(
                Topics.DEFAULT.commands(),
                RawCommands.PARTITION,
                key("hostile-" + name + "-bad-", RawCommands.PARTITION),
                value));
        commands.send(good("hostile-" + name + "-other-", OTHER_PARTITION));
        long after = commands.send(good("hostile-" + name + "-after-", RawCommands.PARTITION));

        assertThat(commands.result(after).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        assertThat(commands.result(before).getStatus()).isEqualTo(CommandStatus.ACCEPTED);
        CommandResult result = commands.result(bad);
        assertThat(result.getStatus()).isEqualTo(CommandStatus.FAILED);
        assertThat(result.getErrorCode()).isEqualTo(code);
        assertThat(result.getErrorMessage()).contains(words);
        assertThat(commands.deadLetter(bad).orElseThrow().value()).isEqualTo(value);
    }

    /** Opens an account whose key belongs to the partition. */
    private static ProducerRecord<byte @Nullable [], byte @Nullable []> good(String prefix, int partition) {
        byte[] value = commands.encoded(new OpenAccount("Ada", "EUR", 100L));
        return new ProducerRecord<>(Topics.DEFAULT.commands(), partition, key(prefix, partition), value);
    }

    private static byte[] key(String prefix, int partition) {
        return Keys.inPartition(prefix, partition, PARTITIONS).getBytes(StandardCharsets.UTF_8);
    }

    private static int register(String subject, String type, String schema, SchemaReference... references)
            throws Exception {
        return registry.registerSchema(schema, type, List.of(references), subject)
                .getId();
    }

    /** The schema of a command that opens an account, with one more field. */
    private static String withField(String type) {
        String schema = OpenAccount.getClassSchema().toString();
        Schema written = new Schema.Parser()
                .parse(schema.substring(0, schema.lastIndexOf(']')) + ",{\"name\":\"harm\",\"type\":" + type + "}]}");
        return written.toString();
    }

    private static BinaryEncoder openAccount(ByteArrayOutputStream bytes) throws Exception {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeString("Ada");
        encoder.writeString("EUR");
        encoder.writeLong(100);
        return encoder;
    }

    private static byte[] prefixed(int schemaId, byte[] value) {
        return ByteBuffer.allocate(value.length + 5)
                .put((byte) 0)
                .putInt(schemaId)
                .put(value)
                .array();
    }
}
