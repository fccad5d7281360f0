package dev.foldline.bench.step;

import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.rows.BinaryCopyWriter;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.contract.Topics;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import dev.foldline.serde.UndecodableException;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A deposit on its way through command-service, step by step, each with the classes that do it there.
 *
 * <p>The copied row goes into the buffer that the driver would be given, and no further.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CommandSteps {

    private static final String ACCOUNT = "account-4711";
    private static final DepositMoney COMMAND = new DepositMoney(250L, "salary", "EUR");
    private static final AccountOpened OPENED = new AccountOpened(ACCOUNT, "Ada", "EUR", 1_000L);
    private static final MoneyDeposited EVENT = new MoneyDeposited(ACCOUNT, 250L, "EUR", 1_250L, "salary");

    private final NoServer server = new NoServer();
    private final BinaryCopyWriter writer = new BinaryCopyWriter();

    // JMH calls prepare() before anything else.
    @SuppressWarnings("NullAway.Init")
    private AvroDecoder decoder;

    @SuppressWarnings("NullAway.Init")
    private AvroEncoder encoder;

    @SuppressWarnings("NullAway.Init")
    private byte[] commandBytes;

    @SuppressWarnings("NullAway.Init")
    private Deposit<?, ?, ?> account;

    @SuppressWarnings("NullAway.Init")
    private StoredEvent row;

    /** Registers the schemas with a registry in memory and makes what the steps are given. */
    @Setup
    public void prepare() throws IOException, RestClientException, SQLException {
        AggregateTypes types = AggregateTypes.discover();
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        String topic = Topics.DEFAULT.events();
        for (SpecificRecord record : new SpecificRecord[] {COMMAND, EVENT}) {
            Schema schema = record.getSchema();
            registry.register(Subjects.ofRecord(topic, schema), new AvroSchema(schema));
        }
        RegistrySchemas schemas = new RegistrySchemas(registry);
        decoder = new AvroDecoder(schemas, types.commands());
        encoder = AvroEncoder.ofRecords(schemas, topic);
        commandBytes = encoder.encode(COMMAND);
        AggregateType<?, ?, ?> type = types.owning(COMMAND.getSchema().getFullName());
        if (type == null) {
            throw new IllegalStateException("no aggregate type owns " + COMMAND.getSchema());
        }
        account = Deposit.of(type);
        row = new StoredEvent(
                3,
                1_234_567,
                ACCOUNT,
                type.name(),
                2,
                UUID.randomUUID(),
                EVENT.getSchema().getFullName(),
                EventVersion.of(EVENT.getSchema()),
                encoder.encode(EVENT),
                Instant.EPOCH,
                UUID.randomUUID(),
                UUID.randomUUID(),
                1_234_566,
                StoredEvent.Metadata.NONE);
        writer.start(server);
    }

    /** The value of a record of the commands topic. */
    @Benchmark
    public SpecificRecord decode() throws UndecodableException {
        return decoder.decode(commandBytes);
    }

    @Benchmark
    public Object decide() {
        return account.decide();
    }

    @Benchmark
    public Object evolve() {
        return account.evolve();
    }

    /** The payload of an event. */
    @Benchmark
    public byte[] encode() {
        return encoder.encode(EVENT);
    }

    /** A row of the event table, in the format of binary COPY. */
    @Benchmark
    public void copyRow() throws SQLException {
        EventRows.write(row, writer);
    }

    /** Bytes of rows that a server would have been given, which happens now and then. */
    long copiedBytes() {
        return server.bytes();
    }

    /**
     * An open account, a command for it and the event of that: of types that nobody but its domain knows.
     *
     * @param type    of the account
     * @param state   after it was opened
     * @param command the deposit
     * @param event   that it leaves
     */
    private record Deposit<C, S, E>(AggregateType<C, S, E> type, S state, C command, E event) {

        static <C, S, E> Deposit<C, S, E> of(AggregateType<C, S, E> type) {
            S open = type.decider().evolve(type.decider().initialState(), type.event(OPENED));
            return new Deposit<>(type, open, type.command(ACCOUNT, COMMAND), type.event(EVENT));
        }

        Object decide() {
            return type.decider().decide(command, state);
        }

        Object evolve() {
            return type.decider().evolve(state, event);
        }
    }
}
