package dev.foldline.projection.process.topology;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.ProcessStep;
import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.domain.process.ProcessManager;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.topology.FailQuietly;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.transfer.TransferRequested;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import dev.foldline.serde.UndecodableException;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** A process manager in a driver: one partition, and a clock that moves only when a test moves it. */
final class TestProcesses<S extends SpecificRecord> implements AutoCloseable {

    static final UUID CORRELATION = new UUID(0x4000, 7);
    static final int PARKED_EVENTS_MAX = 1_500;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final ProcessParts<S> parts;
    final TopologyTestDriver driver;
    private final RegistrySchemas schemas = registered();
    private final AvroEncoder eventEncoder = AvroEncoder.ofRecords(schemas, Topics.DEFAULT.events());
    private final AvroEncoder resultEncoder = AvroEncoder.ofValue(schemas, Topics.DEFAULT.commandResults());
    private final TestInputTopic<String, byte[]> events;
    private final TestInputTopic<String, byte[]> results;
    private final TestInputTopic<String, byte[]> requests;
    private final TestOutputTopic<String, byte[]> commands;
    private long position;

    /** A command as it was sent. */
    record Sent(String aggregateId, SpecificRecord command, Headers headers) {

        String header(String name) {
            return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
        }
    }

    TestProcesses(ProcessManager<S> manager, Path stateDir) {
        this.parts = ProcessParts.of(manager, Topics.DEFAULT, 1, schemas, PARKED_EVENTS_MAX);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "processes-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailQuietly.class);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(ProcessTopology.of(parts), properties, START);
        events = input(Topics.DEFAULT.events());
        results = input(Topics.DEFAULT.commandResults());
        requests = input(parts.requests());
        commands = driver.createOutputTopic(
                Topics.DEFAULT.commands(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The next event of the partition. */
    void event(String aggregateId, SpecificRecord event) {
        eventAt(++position, aggregateId, event);
    }

    void eventAt(long at, String aggregateId, SpecificRecord event) {
        eventAt(at, aggregateId, event.getSchema(), eventEncoder.encode(event));
    }

    /** The next event of the partition, as part of a trace. */
    void tracedEvent(String aggregateId, SpecificRecord event, String traceParent) {
        Headers headers = eventHeaders(++position, aggregateId, event.getSchema());
        add(headers, HeaderNames.TRACE_PARENT, traceParent);
        events.pipeInput(new TestRecord<>(aggregateId, eventEncoder.encode(event), headers, START));
    }

    /** A request for a transfer that has such bytes. */
    void rawEvent(long at, String aggregateId, byte[] value) {
        eventAt(at, aggregateId, TransferRequested.getClassSchema(), value);
    }

    private void eventAt(long at, String aggregateId, Schema type, byte[] value) {
        events.pipeInput(new TestRecord<>(aggregateId, value, eventHeaders(at, aggregateId, type), START));
    }

    private static Headers eventHeaders(long at, String aggregateId, Schema type) {
        Headers headers = headers(new UUID(0x7000, at), type);
        add(headers, HeaderNames.SUBJECT, aggregateId);
        add(headers, HeaderNames.TIME, START.toString());
        add(headers, HeaderNames.AGGREGATE_VERSION, "1");
        add(headers, HeaderNames.POSITION, Long.toString(at));
        return headers;
    }

    /** What became of the command of a step. */
    void answer(ProcessStep step, CommandStatus status, String code) {
        answer(step.text(), step.commandId(), status, code);
    }

    void answer(String process, UUID commandId, CommandStatus status, String code) {
        CommandResult result = CommandResult.newBuilder()
                .setCommandId(commandId.toString())
                .setAggregateId("whoever was asked")
                .setAggregateType("account")
                .setStatus(status)
                .setAggregateVersion(2)
                .setPartition(0)
                .setCommandOffset(1)
                .setLastPosition(1)
                .setEventCount(1)
                .setErrorCode(code)
                .setDecidedAt(START)
                .build();
        rawAnswer(process, commandId, resultEncoder.encode(result));
    }

    /** An answer that has such bytes. */
    void rawAnswer(ProcessStep step, byte[] value) {
        rawAnswer(step.text(), step.commandId(), value);
    }

    private void rawAnswer(String process, UUID commandId, byte[] value) {
        Headers headers = headers(commandId, CommandResult.getClassSchema());
        if (!process.isEmpty()) {
            add(headers, HeaderNames.PROCESS, process);
        }
        results.pipeInput(new TestRecord<>("whoever was asked", value, headers, START));
    }

    /** What an operator asks for an aggregate or a process. */
    void request(String key, Request request) {
        requests.pipeInput(new TestRecord<>(key, new byte[0], request.headers(), START));
    }

    /** What is parked in a store, by key and in order. */
    List<ParkedEvent> parked(String store) {
        List<ParkedEvent> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedEvent> all =
                driver.<String, ParkedEvent>getKeyValueStore(store).all()) {
            all.forEachRemaining(entry -> parked.add(entry.value));
        }
        return parked;
    }

    void wait(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** What has been sent since the last call, in order. */
    List<Sent> sent() {
        AvroDecoder decoder = new AvroDecoder(schemas, Domains.onClassPath().commands());
        List<Sent> sent = new ArrayList<>();
        for (TestRecord<String, byte[]> record : commands.readRecordsToList()) {
            try {
                sent.add(new Sent(record.key(), decoder.decode(record.value()), record.headers()));
            } catch (UndecodableException e) {
                throw new AssertionError(e);
            }
        }
        return sent;
    }

    /** The steps whose commands have been sent since the last call, in order. */
    List<String> steps() {
        return sent().stream()
                .map(command -> command.header(HeaderNames.PROCESS))
                .toList();
    }

    /** Gets the stores of an instance that has gone, as a restore from their changelogs does. */
    void restoreFrom(TestProcesses<S> gone) {
        for (String store : List.of(Gates.STORE, ProcessRunner.STORE, DueTimers.STORE)) {
            KeyValueStore<Object, Object> to = driver.getKeyValueStore(store);
            try (KeyValueIterator<Object, Object> entries =
                    gone.driver.<Object, Object>getKeyValueStore(store).all()) {
                while (entries.hasNext()) {
                    KeyValue<Object, Object> entry = entries.next();
                    to.put(entry.key, entry.value);
                }
            }
        }
        position = gone.position;
    }

    long storedTimers() {
        return driver.getKeyValueStore(DueTimers.STORE).approximateNumEntries();
    }

    boolean isRunning(String processId) {
        return driver.getKeyValueStore(ProcessRunner.STORE).get(processId) != null;
    }

    @Override
    public void close() {
        driver.close();
    }

    private TestInputTopic<String, byte[]> input(String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    private static Headers headers(UUID id, Schema type) {
        Headers headers = new RecordHeaders();
        add(headers, HeaderNames.ID, id.toString());
        add(headers, HeaderNames.TYPE, type.getFullName());
        add(headers, HeaderNames.CORRELATION_ID, CORRELATION.toString());
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistrySchemas registered() {
        MockSchemaRegistryClient client = new MockSchemaRegistryClient();
        Topics topics = Topics.DEFAULT;
        Domains domains = Domains.onClassPath();
        domains.events().forEach(event -> register(client, Subjects.ofRecord(topics.events(), event), event));
        domains.commands().forEach(command -> register(client, Subjects.ofRecord(topics.commands(), command), command));
        domains.processStates()
                .forEach((name, state) -> register(client, Subjects.ofValue(topics.process(name)), state));
        register(client, Subjects.ofValue(topics.commandResults()), CommandResult.getClassSchema());
        return new RegistrySchemas(client);
    }

    private static void register(MockSchemaRegistryClient client, String subject, Schema schema) {
        try {
            client.register(subject, new AvroSchema(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RestClientException e) {
            throw new IllegalStateException(e);
        }
    }
}
