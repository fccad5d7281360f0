package dev.foldline.torture.hostile;

import static dev.foldline.torture.hostile.HostileRecord.deadLetter;
import static dev.foldline.torture.hostile.HostileRecord.rejected;
import static dev.foldline.torture.hostile.Place.bytes;

import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** The table of hostile records: bytes, schemas, headers, sizes, types, keys and partitions. */
public final class HostileRecords {

    private static final String WRONG_PARTITION = "wrong-partition";
    private static final int RECORD_BYTES_MAX = 1_048_000;
    private static final String JSON_SCHEMA = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}";
    private static final int UNKNOWN_ID = 999_999;
    private static final int NESTED = 400_000;
    private static final String OPEN_ACCOUNT = "dev.foldline.schema.account";

    private final AvroEncoder commands;
    private final AvroEncoder events;
    private final RegisteredSchemas schemas;

    /**
     * @param registry has the schemas of commands and events
     * @param schemas  registers those that are not of a command
     */
    public HostileRecords(RegistrySchemas registry, RegisteredSchemas schemas) {
        this.commands = AvroEncoder.ofRecords(registry, "commands");
        this.events = AvroEncoder.ofRecords(registry, "events");
        this.schemas = schemas;
    }

    /** All of them, in an order that stays. */
    public List<HostileRecord> all() {
        return Stream.of(
                        bytesThatAreNoCommand(),
                        schemasThatAreNoCommand(),
                        deepAndForeign(),
                        headers(),
                        keys(),
                        bulks(),
                        domain())
                .flatMap(List::stream)
                .toList();
    }

    /** A command as a decent producer encodes it. */
    public byte[] encoded(SpecificRecord command) {
        return commands.encode(command);
    }

    private List<HostileRecord> bytesThatAreNoCommand() {
        byte[] deposit = deposit();
        byte[] openAccount = encoded(new OpenAccount("Ada", "EUR", 1L));
        int openAccountId = ByteBuffer.wrap(openAccount).getInt(1);
        return List.of(
                value("a value that is null", "undecodable", null).inBrief(),
                value("a value that is empty", "undecodable", new byte[0]),
                value("one byte of zero", "undecodable", new byte[1]),
                value("a prefix that ends within the schema id", "undecodable", new byte[4]),
                value("plain text", "undecodable", bytes("hello")).inBrief(),
                value("JSON", "undecodable", bytes("{\"amountMinor\":1}")),
                value("another magic byte", "undecodable", OddBytes.changed(deposit, 0, 1)),
                value("a prefix and nothing behind it", "undecodable", Arrays.copyOf(deposit, 5)),
                value("a command that lacks its last three bytes", "undecodable", OddBytes.cut(deposit, 3))
                        .inBrief(),
                value("a string of a negative length", "undecodable", prefixed(openAccountId, 1)),
                value(
                        "a string of two billion bytes",
                        "undecodable",
                        prefixed(openAccountId, 0xfe, 0xff, 0xff, 0xff, 0x0f)),
                value(
                        "a string whose length does not fit into 32 bits",
                        "undecodable",
                        prefixed(openAccountId, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x7f)),
                value(
                        "a number that never ends",
                        "undecodable",
                        RegisteredSchemas.prefixed(openAccountId, OddBytes.filled(64, 0xff))),
                value(
                        "random bytes behind a known id",
                        "undecodable",
                        RegisteredSchemas.prefixed(openAccountId, OddBytes.random(1_000))),
                value(
                        "a list of a quintillion lines",
                        "undecodable",
                        orderOfLines(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
                value("a list whose block has a negative size", "undecodable", orderOfLines(3, 1)),
                value("an unknown schema id", "unknown-schema", RegisteredSchemas.prefixed(UNKNOWN_ID, new byte[9]))
                        .inBrief(),
                value("schema id zero and a megabyte of zeros", "unknown-schema", new byte[RECORD_BYTES_MAX]),
                value("a negative schema id", "unknown-schema", RegisteredSchemas.prefixed(-1, new byte[9])),
                value(
                        "the greatest schema id",
                        "unknown-schema",
                        RegisteredSchemas.prefixed(Integer.MAX_VALUE, new byte[9])));
    }

    private List<HostileRecord> schemasThatAreNoCommand() {
        return List.of(
                deadLetter(
                                "a JSON Schema's id",
                                "unknown-schema",
                                place -> place.forAccount(
                                        RegisteredSchemas.prefixed(schemas.id("JSON", JSON_SCHEMA), bytes("{}"))))
                        .inBrief(),
                deadLetter(
                        "a Protobuf schema's id",
                        "unknown-schema",
                        place -> place.forAccount(RegisteredSchemas.prefixed(
                                schemas.id("PROTOBUF", "syntax = \"proto3\"; message Deposit { int64 amount = 1; }"),
                                new byte[9]))),
                schema("a schema that is a string", "unknown-command", "\"string\"", 2, 'a'),
                schema(
                        "a schema that is a list",
                        "unknown-command",
                        "{\"type\":\"array\",\"items\":\"long\"}",
                        2,
                        2,
                        0),
                schema("a schema that is a union", "unknown-command", "[\"null\",\"long\"]", 0),
                schema(
                        "a schema that is an enum",
                        "unknown-command",
                        "{\"type\":\"enum\",\"name\":\"Mood\",\"symbols\":[\"GOOD\"]}",
                        0),
                schema(
                                "a record of a type that no domain has",
                                "unknown-command",
                                "{\"type\":\"record\",\"name\":\"com.example.ShootMoon\",\"fields\":["
                                        + "{\"name\":\"n\",\"type\":\"long\"}]}",
                                2)
                        .inBrief(),
                schema(
                        "a command without a field that it needs",
                        "undecodable",
                        "{\"type\":\"record\",\"name\":\"OpenAccount\",\"namespace\":\"" + OPEN_ACCOUNT
                                + "\",\"fields\":[{\"name\":\"currency\",\"type\":\"string\"}]}",
                        6,
                        'E',
                        'U',
                        'R'),
                schema(
                        "a command whose owner is a number",
                        "undecodable",
                        "{\"type\":\"record\",\"name\":\"OpenAccount\",\"namespace\":\"" + OPEN_ACCOUNT
                                + "\",\"fields\":[{\"name\":\"owner\",\"type\":\"long\"},"
                                + "{\"name\":\"currency\",\"type\":\"string\"}]}",
                        2,
                        6,
                        'E',
                        'U',
                        'R'));
    }

    private List<HostileRecord> deepAndForeign() {
        String recursive = openAccountWith("{\"type\":\"record\",\"name\":\"Nested\",\"fields\":["
                + "{\"name\":\"inner\",\"type\":[\"null\",\"Nested\"]}]}");
        String listOfItself = openAccountWith("{\"type\":\"record\",\"name\":\"Listed\",\"fields\":["
                + "{\"name\":\"inner\",\"type\":{\"type\":\"array\",\"items\":\"Listed\"}}]}");
        return List.of(
                deadLetter(
                                "a record nested four hundred thousand deep",
                                "undecodable",
                                place -> place.forNewKey(schemas.avroBytes(recursive, deep(2, 0))))
                        .inBrief(),
                deadLetter(
                        "lists nested two hundred thousand deep",
                        "undecodable",
                        place -> place.forNewKey(schemas.avroBytes(listOfItself, deep(2, 0)))),
                deadLetter(
                        "an event",
                        "unknown-command",
                        place -> place.forAccount(
                                events.encode(new MoneyDeposited(place.account(), 1L, "EUR", 1L, "")))));
    }

    private List<HostileRecord> headers() {
        return List.of(
                header("an expected version in words", HeaderNames.EXPECTED_VERSION, "one")
                        .inBrief(),
                header("an expected version below zero", HeaderNames.EXPECTED_VERSION, "-5"),
                header("an expected version that is empty", HeaderNames.EXPECTED_VERSION, ""),
                header("an expected version with a space", HeaderNames.EXPECTED_VERSION, " 1"),
                header("an expected version with a fraction", HeaderNames.EXPECTED_VERSION, "1.0"),
                header("an expected version of twenty digits", HeaderNames.EXPECTED_VERSION, "9".repeat(20)),
                header("a correlation id that is no UUID", HeaderNames.CORRELATION_ID, "4711"),
                header("a retry of no number", HeaderNames.RETRY_OF, "yesterday"),
                deadLetter("an id that is empty", "invalid-header", place -> {
                    ProducerRecord<byte @Nullable [], byte @Nullable []> record = place.forAccount(deposit());
                    record.headers().add(new RecordHeader(HeaderNames.ID, new byte[0]));
                    return record;
                }));
    }

    private List<HostileRecord> keys() {
        return List.of(
                key("no key", "invalid-key", null).inBrief(),
                key("an empty key", "invalid-key", new byte[0]),
                key("a key of 3,000 bytes", "invalid-key", bytes("a".repeat(3_000))),
                key("a key that is not UTF-8", "invalid-key", new byte[] {(byte) 0xc3, 0x28}),
                key("a key with half a surrogate pair", "invalid-key", new byte[] {(byte) 0xed, (byte) 0xa0, 0x41}),
                key("a key with a NUL character", "invalid-key", bytes("a\0b")),
                deadLetter(
                                "a key of another partition",
                                WRONG_PARTITION,
                                place -> place.forAccountElsewhere(1, deposit()))
                        .inBrief(),
                deadLetter(
                        "a new key in a partition that is not its own",
                        WRONG_PARTITION,
                        place -> place.forNewKeyElsewhere(3, encoded(new OpenAccount("Ada", "EUR", 1L)))),
                deadLetter(
                        "an open account that is opened in another partition too",
                        WRONG_PARTITION,
                        place -> place.forAccountElsewhere(2, encoded(new OpenAccount("Ada", "EUR", 1L)))));
    }

    private List<HostileRecord> bulks() {
        byte[] deposit = deposit();
        byte[] order = encoded(order("customer"));
        return List.of(
                bulk("a bulk of nothing", List.of()),
                bulk("a bulk in a bulk", List.of(encoded(new BulkCommand(List.of(ByteBuffer.wrap(deposit))))))
                        .inBrief(),
                bulk("a bulk for two types of aggregates", List.of(deposit, order)),
                bulk("a bulk of ten thousand commands", Collections.nCopies(10_000, deposit)),
                deadLetter(
                        "a bulk with a command that is text",
                        "undecodable",
                        place -> place.forAccount(bulkOf(List.of(deposit, bytes("hello"))))),
                deadLetter(
                        "a bulk with a command of an unknown schema",
                        "unknown-schema",
                        place -> place.forAccount(
                                bulkOf(List.of(deposit, RegisteredSchemas.prefixed(UNKNOWN_ID, new byte[9]))))),
                rejected(
                        "a bulk whose second command is refused",
                        "insufficient-funds",
                        place -> place.forAccount(
                                bulkOf(List.of(deposit, encoded(new WithdrawMoney(1_000_000_000L, "", "")))))));
    }

    private List<HostileRecord> domain() {
        return List.of(
                deadLetter(
                                "an order whose customer is 6,000 random characters",
                                "not-storable",
                                place -> place.forNewKey(encoded(order(OddBytes.randomText(6_000)))))
                        .inBrief(),
                rejected(
                        "a deposit that would not fit as an event",
                        "record-too-large",
                        place -> place.forAccount(encoded(new DepositMoney(1L, "x".repeat(RECORD_BYTES_MAX), "")))),
                rejected(
                                "a command for another type of aggregate",
                                "aggregate-type-mismatch",
                                place -> place.forAccount(encoded(order("customer"))))
                        .inBrief(),
                rejected(
                        "an account that is opened twice",
                        "aggregate-exists",
                        place -> place.forAccount(encoded(new OpenAccount("Ada", "EUR", 1L)))),
                rejected(
                        "an account that was never opened",
                        "aggregate-not-found",
                        place -> place.forNewKey(encoded(new CloseAccount("")))),
                rejected(
                        "a deposit of nothing",
                        "invalid-amount",
                        place -> place.forAccount(encoded(new DepositMoney(0L, "", "")))),
                rejected(
                        "a deposit below zero",
                        "invalid-amount",
                        place -> place.forAccount(encoded(new DepositMoney(Long.MIN_VALUE, "", "")))),
                rejected(
                        "a deposit that the balance cannot hold",
                        "balance-too-large",
                        place -> place.forAccount(encoded(new DepositMoney(Long.MAX_VALUE, "", "")))),
                rejected(
                        "a deposit in another currency",
                        "currency-mismatch",
                        place -> place.forAccount(encoded(new DepositMoney(1L, "", "USD")))),
                rejected(
                        "a version that the account is not at",
                        "version-conflict",
                        place -> with(
                                place.forAccount(deposit()),
                                HeaderNames.EXPECTED_VERSION,
                                Long.toString(Long.MAX_VALUE))));
    }

    private byte[] deposit() {
        return encoded(new DepositMoney(1L, "", ""));
    }

    private static PlaceOrder order(String customer) {
        return new PlaceOrder(
                customer, "EUR", List.of(new OrderLine("book", 1, 100L)), "1 Main St", "Bonn", "", "DE", "WEB");
    }

    private byte[] bulkOf(List<byte[]> commandsOfIt) {
        return encoded(
                new BulkCommand(commandsOfIt.stream().map(ByteBuffer::wrap).toList()));
    }

    private HostileRecord bulk(String name, List<byte[]> commandsOfIt) {
        byte[] value = bulkOf(commandsOfIt);
        return deadLetter(name, "invalid-bulk", place -> place.forAccount(value));
    }

    private static HostileRecord value(String name, String code, byte @Nullable [] value) {
        return deadLetter(name, code, place -> place.forAccount(value));
    }

    private HostileRecord schema(String name, String code, String schema, int... body) {
        return deadLetter(name, code, place -> place.forNewKey(schemas.avroBytes(schema, OddBytes.toBytes(body))));
    }

    private HostileRecord key(String name, String code, byte @Nullable [] key) {
        return deadLetter(name, code, place -> place.record(key, deposit()));
    }

    private HostileRecord header(String name, String header, String value) {
        return deadLetter(name, "invalid-header", place -> with(place.forAccount(deposit()), header, value));
    }

    private static ProducerRecord<byte @Nullable [], byte @Nullable []> with(
            ProducerRecord<byte @Nullable [], byte @Nullable []> record, String header, String value) {
        record.headers().add(new RecordHeader(header, bytes(value)));
        return record;
    }

    /** An order as far as its lines, then these bytes. */
    private byte[] orderOfLines(int... lines) {
        byte[] order = encoded(order("c"));
        // The prefix, a customer of one character, a currency of three: 5 + 2 + 4 bytes.
        byte[] head = Arrays.copyOf(order, 11);
        byte[] all = Arrays.copyOf(head, head.length + lines.length);
        System.arraycopy(OddBytes.toBytes(lines), 0, all, head.length, lines.length);
        return all;
    }

    /** A schema like that of OpenAccount with one more field. */
    private static String openAccountWith(String type) {
        return "{\"type\":\"record\",\"name\":\"OpenAccount\",\"namespace\":\"" + OPEN_ACCOUNT + "\",\"fields\":["
                + "{\"name\":\"owner\",\"type\":\"string\"},{\"name\":\"currency\",\"type\":\"string\"},"
                + "{\"name\":\"initialDepositMinor\",\"type\":\"long\"},{\"name\":\"more\",\"type\":" + type + "}]}";
    }

    /** An account's owner, currency and deposit, then one byte again and again, then another. */
    private static byte[] deep(int again, int last) {
        byte[] body = OddBytes.filled(9 + NESTED + 1, again);
        System.arraycopy(OddBytes.toBytes(new int[] {6, 'A', 'd', 'a', 6, 'E', 'U', 'R', 2}), 0, body, 0, 9);
        body[body.length - 1] = (byte) last;
        return body;
    }

    private static byte[] prefixed(int id, int... body) {
        return RegisteredSchemas.prefixed(id, OddBytes.toBytes(body));
    }
}
