package dev.foldline.command.loop;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.contract.Topics;
import dev.foldline.schema.BulkCommand;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send good commands, also to wrong partitions, bulks of them, some that the tables refuse, repeats under
 * the same id, what is no
 * command at all, and retries of what has failed.
 */
final class SimulatedClients {

    /** What is not UTF-8 is not an id. */
    private static final byte[] NOT_TEXT = {(byte) 0xc3, 0x28};

    private static final int ACCOUNTS = 7;
    private static final int MARKERS_MAX = 3;

    private record Sent(int partition, byte[] key, byte[] value, UUID id) {}

    /** A record that failed at an offset, and what it should have been. */
    private record Failing(Sent mended, long offset) {}

    private final SimulatedKafka kafka;
    private final RandomGenerator random;
    private final Consumer<UUID> refuse;
    private final AvroEncoder encoder;
    private final TimeOrderedIds ids;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Failing> failing = new ArrayList<>();

    /** Clients whose commands can all be stored. */
    SimulatedClients(SimulatedKafka kafka, RegistrySchemas schemas, InstantSource clock, RandomGenerator random) {
        this(kafka, schemas, clock, random, _ -> {});
    }

    /**
     * @param refuse is told the commands whose events the tables are not to take
     */
    SimulatedClients(
            SimulatedKafka kafka,
            RegistrySchemas schemas,
            InstantSource clock,
            RandomGenerator random,
            Consumer<UUID> refuse) {
        this.refuse = refuse;
        this.kafka = kafka;
        this.random = random;
        this.encoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.commands());
        this.ids = new TimeOrderedIds(clock, random);
    }

    void send(int records) {
        for (int i = 0; i < records; i++) {
            send();
        }
    }

    void send() {
        int kind = random.nextInt(20);
        if (kind == 0) {
            sendGarbage();
        } else if (kind <= 4 && !sent.isEmpty()) {
            Sent again = sent.get(random.nextInt(sent.size()));
            write(again.partition(), headers(again.id(), -1), again.key(), again.value());
        } else if (kind == 5) {
            sendGarbageWithId();
        } else if (kind == 7) {
            sendElsewhere();
        } else if (kind == 6 && !failing.isEmpty()) {
            retry(failing.get(random.nextInt(failing.size())));
        } else {
            sendNew();
        }
    }

    /** A new command, well-formed and in its partition. */
    void sendNew() {
        String account = "account-" + random.nextInt(ACCOUNTS);
        int partition = partitionOf(account);
        byte[] key = account.getBytes(StandardCharsets.UTF_8);
        byte[] value = encoder.encode(random.nextInt(5) == 0 ? bulk() : command());
        // Clients without a UUIDv7 of their own exist too.
        UUID id = random.nextInt(4) == 0
                ? new UUID((random.nextLong() & ~0xf000L) | 0x4000L, random.nextLong())
                : ids.next();
        long expectedVersion = random.nextInt(6) == 0 ? random.nextInt(4) : -1;
        Sent command = new Sent(partition, key, value, id);
        boolean unstorable = random.nextInt(15) == 0;
        if (unstorable) {
            refuse.accept(id);
        }
        long offset = write(partition, headers(id, expectedVersion), key, value);
        sent.add(command);
        if (unstorable) {
            failing.add(new Failing(command, offset));
        }
    }

    private SpecificRecord bulk() {
        List<ByteBuffer> commands = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            commands.add(ByteBuffer.wrap(encoder.encode(command())));
        }
        return new BulkCommand(commands);
    }

    private SpecificRecord command() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> new OpenAccount("Ada", "EUR", (long) random.nextInt(100));
            case 2, 3 -> new DepositMoney((long) random.nextInt(-5, 50), "", "");
            case 4 -> new WithdrawMoney((long) random.nextInt(60), "", "");
            default -> new CloseAccount("done");
        };
    }

    private void sendGarbage() {
        int partition = random.nextInt(kafka.partitions);
        byte[] bytes = new byte[random.nextInt(12)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        byte @Nullable [] key = random.nextBoolean() ? null : "account-1".getBytes(StandardCharsets.UTF_8);
        byte @Nullable [] value = random.nextInt(3) == 0 ? null : bytes;
        Headers headers = new RecordHeaders();
        if (random.nextBoolean()) {
            headers.add(HeaderNames.ID, NOT_TEXT);
        }
        write(partition, headers, key, value);
    }

    /** A command that fails under an id of its own, and may be fixed and sent again under that id. */
    private void sendGarbageWithId() {
        String account = "account-" + random.nextInt(ACCOUNTS);
        int partition = partitionOf(account);
        byte[] key = account.getBytes(StandardCharsets.UTF_8);
        UUID id = ids.next();
        long offset = write(partition, headers(id, -1), key, new byte[] {7});
        failing.add(new Failing(new Sent(partition, key, encoder.encode(command()), id), offset));
        sent.add(new Sent(partition, key, new byte[] {7}, id));
    }

    /** As an operator does it, though not always only once. */
    private void retry(Failing failed) {
        Headers headers = headers(failed.mended().id(), -1);
        headers.add(HeaderNames.RETRY_OF, Long.toString(failed.offset()).getBytes(StandardCharsets.UTF_8));
        write(
                failed.mended().partition(),
                headers,
                failed.mended().key(),
                failed.mended().value());
    }

    /** A good command by a client with another partitioner. */
    private void sendElsewhere() {
        String account = "account-" + random.nextInt(ACCOUNTS);
        int partition = (partitionOf(account) + 1 + random.nextInt(3)) % kafka.partitions;
        byte[] key = account.getBytes(StandardCharsets.UTF_8);
        write(partition, headers(ids.next(), -1), key, encoder.encode(command()));
    }

    private int partitionOf(String account) {
        return Topics.DEFAULT.partitioner().partitionOf(account, kafka.partitions);
    }

    /** Gives the offset that the record has. */
    private long write(int partition, Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        return kafka.send(partition, random.nextInt(5) == 0 ? random.nextInt(MARKERS_MAX) : 0, headers, key, value);
    }

    private static Headers headers(UUID id, long expectedVersion) {
        Headers headers = new RecordHeaders();
        headers.add(HeaderNames.ID, id.toString().getBytes(StandardCharsets.UTF_8));
        if (expectedVersion >= 0) {
            headers.add(
                    HeaderNames.EXPECTED_VERSION, Long.toString(expectedVersion).getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }
}
