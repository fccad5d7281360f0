package dev.foldline.client;

import dev.foldline.client.AwaitedResults.Awaited;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands and gives futures of their results. Thread-safe; one per process is enough.
 *
 * <pre>{@code
 * try (CommandClient client = CommandClient.open("localhost:9092", "http://localhost:8081/apis/ccompat/v7")) {
 *     CommandResult result = client.send("account-1", new DepositMoney(500L, "salary", "")).join();
 * }
 * }</pre>
 *
 * <p>Commands of one aggregate that are sent by one thread are decided in the order of sending. A rejection is a
 * result, not an error. A future fails with a {@link java.util.concurrent.TimeoutException} when no result came in
 * time, and with a {@link CommandClientException} when the command could not be sent or the client was closed.
 * {@link CommandClientException#isPerhapsSent} tells whether it may have been decided nevertheless. Then send it again
 * only under the same command id, which is decided once.
 *
 * <p>Futures complete on the client's only result thread. A dependent stage without {@code Async} delays every later
 * result, and must not wait for another result.
 */
public final class CommandClient implements AutoCloseable {

    /** How many commands may be awaited at once; {@link #send} waits while there are as many. */
    public static final int AWAITED_COMMANDS_MAX = 250_000;

    /** How long a result is awaited unless {@link #open(String, String, Topics, Duration)} says otherwise. */
    public static final Duration RESULT_TIMEOUT = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(CommandClient.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final int HTTP_NOT_FOUND = 404;

    private final Topics topics;
    private final Producer<String, Object> producer;
    private final AwaitedResults awaited;
    private final ResultReader reader;
    private final SchemaRegistryClient registry;

    /** Takes over the parts, of which the reader has been started, and closes them. */
    CommandClient(
            Topics topics,
            Producer<String, Object> producer,
            AwaitedResults awaited,
            ResultReader reader,
            SchemaRegistryClient registry) {
        this.topics = topics;
        this.producer = producer;
        this.awaited = awaited;
        this.reader = reader;
        this.registry = registry;
    }

    /** Opens a client for topics without a prefix, which awaits a result for {@link #RESULT_TIMEOUT}. */
    public static CommandClient open(String bootstrapServers, String registryUrl) {
        return open(bootstrapServers, registryUrl, Topics.DEFAULT, RESULT_TIMEOUT);
    }

    /**
     * Opens a client.
     *
     * @param topics        with the pipeline's partitioner: a command in the partition of another one is refused
     * @param resultTimeout how long a result is awaited, from the call of {@link #send}; also the longest that opening
     *                      the client or sending a command takes
     * @throws CommandClientException if Kafka does not answer, or does not have the topic of results
     */
    public static CommandClient open(
            String bootstrapServers, String registryUrl, Topics topics, Duration resultTimeout) {
        return open(bootstrapServers, registryUrl, topics, resultTimeout, Map.of());
    }

    /**
     * The same with more settings of its Kafka producer, as {@code interceptor.classes} of a tracer.
     *
     * @param producerSettings cannot change what Foldline sets itself
     * @throws CommandClientException if Kafka does not answer, or does not have the topic of results
     */
    public static CommandClient open(
            String bootstrapServers,
            String registryUrl,
            Topics topics,
            Duration resultTimeout,
            Map<String, Object> producerSettings) {
        SchemaRegistryClient registry = RegistrySchemas.client(registryUrl);
        AwaitedResults awaited = new AwaitedResults(AWAITED_COMMANDS_MAX, resultTimeout);
        AvroDecoder decoder = new AvroDecoder(new RegistrySchemas(registry), List.of(CommandResult.getClassSchema()));
        try {
            ResultReader reader = new ResultReader(
                    new KafkaConsumer<>(
                            ClientConfigs.consumer(bootstrapServers, resultTimeout),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer()),
                    decoder,
                    awaited);
            reader.start(topics.commandResults());
            Map<String, Object> settings = new HashMap<>(producerSettings);
            settings.putAll(ClientConfigs.producer(bootstrapServers, resultTimeout));
            Producer<String, Object> producer = new KafkaProducer<>(
                    settings,
                    new StringSerializer(),
                    new CommandSerializer(new KafkaAvroSerializer(registry, ClientConfigs.serializer(registryUrl))));
            return new CommandClient(topics, producer, awaited, reader, registry);
        } catch (KafkaException e) {
            throw new CommandClientException(
                    "no command client at " + bootstrapServers + ": " + CommandClientException.reason(e), e);
        }
    }

    /** Sends a command that has a new id and accepts any version. */
    public CompletableFuture<CommandResult> send(String aggregateId, SpecificRecord command) {
        return send(CommandRequest.of(aggregateId, command));
    }

    /**
     * Sends a command. It returns before the command is written, but waits while {@link #AWAITED_COMMANDS_MAX} are
     * awaited.
     *
     * <p>It does not throw: every error fails the future. Two sends of the same command id to one aggregate at once are
     * two records, and both futures get the result that comes first. The same id sent to two aggregates is two
     * commands.
     */
    public CompletableFuture<CommandResult> send(CommandRequest request) {
        Awaited command;
        try {
            // Awaited before it is sent, as the result may be here before send returns.
            command = awaited.add(request, !reader.isCurrentThread());
        } catch (CommandClientException e) {
            return CompletableFuture.failedFuture(e);
        }
        var _ = write(request).whenComplete((_, failure) -> {
            if (failure == null) {
                command.written().set(true);
            } else {
                awaited.fail(command, failure);
            }
        });
        return command.future();
    }

    /** {@link #sendAndRead(CommandRequest, ViewClient, String, String)} of the aggregate's own row. */
    public CompletableFuture<WrittenRow> sendAndRead(CommandRequest request, ViewClient views, String view) {
        return sendAndRead(request, views, view, request.aggregateId());
    }

    /**
     * Sends a command, awaits its result, and reads a row of a view once the view shows what the command has written.
     * For a command that was not accepted, the row shows at least the state that it was decided on.
     *
     * <p>It does not throw: every error fails the future. If reading the row fails, the command has been decided; send
     * it again under its id to get the result again.
     *
     * @param view name of the view, as {@code account-balances}
     * @param key  which row
     */
    public CompletableFuture<WrittenRow> sendAndRead(
            CommandRequest request, ViewClient views, String view, String key) {
        return send(request)
                .thenCompose(result -> views.read(view, key, result).thenApply(row -> new WrittenRow(result, row)));
    }

    /**
     * Sends a command without awaiting its result. It does not throw: every error fails the future.
     *
     * @return done when Kafka has the command
     */
    public CompletableFuture<Void> post(CommandRequest request) {
        return write(request);
    }

    /**
     * Fails the awaited results, finishes sending the accepted commands, and closes the connections. This takes about
     * 20 seconds at most.
     */
    @Override
    public void close() {
        awaited.end(new CommandClientException("the command client was closed", null, true));
        producer.close(CLOSE_TIMEOUT);
        reader.stop();
        try {
            registry.close();
        } catch (IOException e) {
            log.warn("schema registry client: {}", e.getMessage());
        }
    }

    /** Done when Kafka has the command; fails only with a {@link CommandClientException}. */
    private CompletableFuture<Void> write(CommandRequest request) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Thread caller = Thread.currentThread();
        try {
            // The callback gets every outcome that the future of send would have. If send fails on this thread, the
            // command has not been handed to the sender thread.
            var _ = producer.send(recordOf(request), (_, failure) -> {
                if (failure == null) {
                    written.complete(null);
                } else {
                    boolean handedOver = !Thread.currentThread().equals(caller);
                    written.completeExceptionally(
                            sendFailure(request, failure, handedOver && failure instanceof RetriableException));
                }
            });
        } catch (RuntimeException e) {
            written.completeExceptionally(sendFailure(request, e, false));
        }
        return written;
    }

    /** Waits for the topic's metadata where the producer does not have them; so does sending. */
    private ProducerRecord<String, Object> recordOf(CommandRequest request) {
        int partitions = producer.partitionsFor(topics.commands()).size();
        return new ProducerRecord<>(
                topics.commands(),
                topics.partitioner().partitionOf(request.aggregateId(), partitions),
                request.aggregateId(),
                request.bulk() ? request.commands() : request.commands().getFirst(),
                CommandHeaders.of(request, Instant.now()));
    }

    private CommandClientException sendFailure(CommandRequest request, Exception failure, boolean perhapsSent) {
        String record = request.schema().getFullName();
        String why = switch (failure.getCause()) {
            case RestClientException e
            when e.getStatus() == HTTP_NOT_FOUND ->
                (request.bulk()
                                ? "the subject of the bulk, or of a command in it,"
                                : "subject " + Subjects.ofRecord(topics.commands(), request.schema()))
                        + " does not have this build's schema: run the step register-schemas";
            case IOException e -> "the schema registry did not answer: " + e.getMessage();
            case null, default -> CommandClientException.reason(failure);
        };
        return new CommandClientException(
                request.aggregateId() + ": command " + request.commandId() + " (" + record + ") "
                        + (perhapsSent ? "was not confirmed by Kafka: " : "could not be sent: ") + why,
                failure,
                perhapsSent);
    }
}
