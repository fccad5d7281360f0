package dev.foldline.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.schema.parcel.ParcelInsured;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.setup.PipelineSetup;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandClientTest {

    private static final Topics TOPICS = Topics.DEFAULT;
    private static final InsureParcel INSURE = new InsureParcel(500L, "salary", "");
    private static final int PARTITIONS = 2;
    private static final Node[] NO_NODES = {};
    private static final Cluster CLUSTER = new Cluster(
            "cluster",
            List.of(),
            IntStream.range(0, PARTITIONS)
                    .mapToObj(i -> new PartitionInfo(TOPICS.commands(), i, Node.noNode(), NO_NODES, NO_NODES))
                    .toList(),
            Set.of(),
            Set.of());
    private static final long RESULTS_BEFORE = 100;
    private static final int AWAITED_MAX = 3;
    private static final Duration LONG_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(10);

    /** Kafka's own fake, which answers at once even when it has nothing. */
    private static final class RestingConsumer extends MockConsumer<byte[], byte[]> {

        RestingConsumer() {
            super("none");
        }

        /** Rests outside the lock, so that a test can add a record meanwhile. */
        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            return records;
        }
    }

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final RegistrySchemas schemas = new RegistrySchemas(registry);
    private final RestingConsumer consumer = new RestingConsumer();
    private final MockProducer<String, Object> producer = newProducer();
    private final AvroEncoder results = AvroEncoder.ofValue(schemas, TOPICS.commandResults());
    private long nextOffset = RESULTS_BEFORE;
    private final CommandClient client = open(LONG_TIMEOUT, consumer, producer);

    @BeforeEach
    void registerSchemas() {
        new PipelineSetup(TOPICS, PARTITIONS, (short) 1).registerSchemas(registry);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aFutureGetsTheResultOfItsCommand() {
        CommandRequest first = CommandRequest.of("parcel-1", INSURE);
        CommandRequest second = CommandRequest.of("parcel-2", INSURE);
        CompletableFuture<CommandResult> firstResult = client.send(first);
        CompletableFuture<CommandResult> secondResult = client.send(second);

        answer(resultOf(second, false));
        assertThat(secondResult.join()).isEqualTo(resultOf(second, false));
        assertThat(firstResult).isNotDone();
        answer(resultOf(first, false));
        assertThat(firstResult.join()).isEqualTo(resultOf(first, false));
    }

    @Test
    void aDuplicateCompletesToo() {
        CommandRequest request = CommandRequest.of("parcel-1", INSURE);
        CompletableFuture<CommandResult> result = client.send(request);
        answer(resultOf(request, true));

        assertThat(result.join().getDuplicate()).isTrue();
    }

    @Test
    void aCommandIsSentInConfluentsFormatUnderItsAggregateId() throws Exception {
        var _ = client.send("parcel-1", INSURE);

        ProducerRecord<String, Object> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo("commands");
        assertThat(sent.key()).isEqualTo("parcel-1");
        byte[] bytes = new KafkaAvroSerializer(registry, ClientConfigs.serializer("mock://unused"))
                .serialize("commands", sent.value());
        AvroDecoder decoder = new AvroDecoder(schemas, Domains.onClassPath().commands());
        assertThat(decoder.decode(bytes)).isEqualTo(INSURE);
    }

    @ParameterizedTest
    @EnumSource(KeyPartitioner.class)
    void aCommandGoesWhereThePipelinesPartitionerSendsItsKey(KeyPartitioner partitioner) {
        MockProducer<String, Object> own = newProducer();
        try (CommandClient other = open(TOPICS.partitionedBy(partitioner), LONG_TIMEOUT, new RestingConsumer(), own)) {
            for (int number = 0; number < 20; number++) {
                String parcel = "parcel-" + number;
                var _ = other.post(CommandRequest.of(parcel, INSURE));
                assertThat(own.history().getLast().partition()).isEqualTo(partitioner.partitionOf(parcel, PARTITIONS));
            }
        }
    }

    @Test
    void aCommandCarriesCloudEventsHeaders() {
        UUID correlationId = UUID.randomUUID();
        CommandRequest request = CommandRequest.of("parcel-1", INSURE)
                .expecting(4)
                .withCorrelationId(correlationId)
                .withActor("Zoë");
        var _ = client.send(request);

        Map<String, String> headers = headersOfLast();
        assertThat(Instant.parse(headers.remove("ce_time"))).isBeforeOrEqualTo(Instant.now());
        assertThat(headers)
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", request.commandId().toString(),
                        "ce_type", "dev.foldline.schema.parcel.InsureParcel",
                        "ce_source", "/foldline/client",
                        "ce_subject", "parcel-1",
                        "content-type", "application/avro",
                        "ce_correlationid", correlationId.toString(),
                        "ce_expectedversion", "4",
                        "ce_actor", "Zoë"));
    }

    @Test
    void whatARequestDoesNotSayIsNoHeader() {
        var _ = client.send("parcel-1", INSURE);

        assertThat(headersOfLast()).doesNotContainKeys("ce_correlationid", "ce_expectedversion", "ce_actor");
    }

    @Test
    void aFutureFailsWhenNoResultComesInTime() {
        CommandRequest request = CommandRequest.of("parcel-1", INSURE);
        try (CommandClient impatient = open(SHORT_TIMEOUT, new RestingConsumer(), newProducer())) {
            assertThatThrownBy(impatient.send(request)::join)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("parcel-1")
                    .hasMessageContaining(request.commandId().toString())
                    .hasMessageContaining("within 10 ms");
        }
    }

    @Test
    void aCommandThatKafkaNeverConfirmedSaysSoAndMayBeSentAgainUnderItsIdOnly() {
        MockProducer<String, Object> silent = new MockProducer<>(
                CLUSTER,
                false,
                null,
                new StringSerializer(),
                new KafkaAvroSerializer(registry, ClientConfigs.serializer("mock://unused")));
        try (CommandClient impatient = open(SHORT_TIMEOUT, new RestingConsumer(), silent)) {
            assertThatThrownBy(impatient.send("parcel-1", INSURE)::join)
                    .hasMessageContaining("within 10 ms, and Kafka has not confirmed it")
                    .cause()
                    .isInstanceOfSatisfying(
                            CommandClientException.class,
                            e -> assertThat(e.isPerhapsSent()).isTrue());
        }
    }

    @Test
    void aCommandThatNeverLeftThisProcessIsCertainlyNotSent() {
        producer.sendException = new org.apache.kafka.common.errors.TimeoutException("Topic commands not present");

        assertThatThrownBy(client.post(CommandRequest.of("parcel-1", INSURE))::join)
                .hasMessageContaining("could not be sent: Topic commands not present")
                .cause()
                .isInstanceOfSatisfying(
                        CommandClientException.class,
                        e -> assertThat(e.isPerhapsSent()).isFalse());
        producer.sendException = null;
    }

    @Test
    void closingFailsWhatIsAwaitedAndRefusesMore() {
        CompletableFuture<CommandResult> result = client.send("parcel-1", INSURE);
        client.close();

        assertThatThrownBy(result::join)
                .hasCauseInstanceOf(CommandClientException.class)
                .hasMessageContaining("was closed");
        assertThatThrownBy(client.send("parcel-1", INSURE)::join)
                .hasMessageContaining("was not sent: the command client was closed");
    }

    @Test
    void aSenderWaitsWhileTheLimitIsAwaited() {
        CommandRequest first = CommandRequest.of("parcel-1", INSURE);
        var _ = client.send(first);
        for (int i = 1; i < AWAITED_MAX; i++) {
            var _ = client.send("parcel-1", INSURE);
        }
        Thread sender = new Thread(
                () -> {
                    var _ = client.send("parcel-2", INSURE);
                },
                "sender");
        sender.start();
        await().until(sender::getState, Thread.State.WAITING::equals);
        assertThat(producer.history()).hasSize(AWAITED_MAX);

        answer(resultOf(first, false));
        await().until(() -> producer.history().size() == AWAITED_MAX + 1);
    }

    @Test
    void whatDependsOnAResultMaySend() {
        CommandRequest first = CommandRequest.of("parcel-1", INSURE);
        CommandRequest second = CommandRequest.of("parcel-1", INSURE);
        CompletableFuture<CommandResult> both = client.send(first).thenCompose(_ -> client.send(second));
        for (int i = 1; i < AWAITED_MAX; i++) {
            var _ = client.send("parcel-2", INSURE);
        }
        answer(resultOf(first, false));
        await().until(() -> producer.history().size() == AWAITED_MAX + 1);
        answer(resultOf(second, false));

        assertThat(both.join()).isEqualTo(resultOf(second, false));
    }

    @Test
    void twoSendsOfOneIdAreTwoRecordsAndGetOneResult() {
        CommandRequest request = CommandRequest.of("parcel-1", INSURE);
        List<CompletableFuture<CommandResult>> both = List.of(client.send(request), client.send(request));
        answer(resultOf(request, false));

        assertThat(both).allSatisfy(result -> assertThat(result.join()).isEqualTo(resultOf(request, false)));
        assertThat(producer.history()).hasSize(2);
        answer(resultOf(request, true));
        assertAllPlacesAreFree();
    }

    @Test
    void aRecordThatKafkaRefusesFailsItsFutureAndFreesItsPlace() {
        producer.sendException = new RecordTooLargeException("2000323 bytes are too many");

        assertThatThrownBy(client.send("parcel-1", INSURE)::join)
                .hasCauseInstanceOf(CommandClientException.class)
                .hasMessageContaining("parcel-1")
                .hasMessageContaining("InsureParcel) could not be sent: 2000323 bytes are too many");
        producer.sendException = null;
        assertAllPlacesAreFree();
    }

    @Test
    void aRecordThatIsNoCommandOfThePipelineFailsItsFuture() {
        ParcelInsured event = new ParcelInsured("parcel-1", 1L);

        assertThatThrownBy(client.send("parcel-1", event)::join)
                .hasMessageContaining("subject commands-dev.foldline.schema.parcel.ParcelInsured does not have this"
                        + " build's schema: run the step register-schemas");
        assertAllPlacesAreFree();
    }

    @Test
    void aResultThatCannotBeReadIsPassedOver() {
        CommandRequest request = CommandRequest.of("parcel-1", INSURE);
        CompletableFuture<CommandResult> result = client.send(request);
        answer(new byte[] {1, 2, 3});
        answer(resultOf(request, false));

        assertThat(result.join()).isEqualTo(resultOf(request, false));
    }

    @Test
    void withoutTheTopicOfResultsThereIsNoClient() {
        ResultReader reader = new ResultReader(
                new RestingConsumer(),
                new AvroDecoder(schemas, List.of()),
                new AwaitedResults(AWAITED_MAX, LONG_TIMEOUT));

        assertThatThrownBy(() -> reader.start("command-results"))
                .isInstanceOf(CommandClientException.class)
                .hasMessageContaining("topic command-results is not there");
    }

    private MockProducer<String, Object> newProducer() {
        return new SerializingProducer(
                CLUSTER, new KafkaAvroSerializer(registry, ClientConfigs.serializer("mock://unused")));
    }

    private CommandClient open(Duration timeout, RestingConsumer consumer, MockProducer<String, Object> producer) {
        return open(TOPICS, timeout, consumer, producer);
    }

    private CommandClient open(
            Topics topics, Duration timeout, RestingConsumer consumer, MockProducer<String, Object> producer) {
        List<TopicPartition> partitions =
                List.of(new TopicPartition(TOPICS.commandResults(), 0), new TopicPartition(TOPICS.commandResults(), 1));
        consumer.updatePartitions(
                TOPICS.commandResults(),
                partitions.stream()
                        .map(p -> new PartitionInfo(p.topic(), p.partition(), Node.noNode(), NO_NODES, NO_NODES))
                        .toList());
        consumer.updateEndOffsets(Map.of(partitions.getFirst(), RESULTS_BEFORE, partitions.getLast(), RESULTS_BEFORE));
        AwaitedResults awaited = new AwaitedResults(AWAITED_MAX, timeout);
        ResultReader reader =
                new ResultReader(consumer, new AvroDecoder(schemas, List.of(CommandResult.getClassSchema())), awaited);
        reader.start(TOPICS.commandResults());
        return new CommandClient(topics, producer, awaited, reader, registry);
    }

    /** As many commands as the limit allows can be sent without waiting. */
    private void assertAllPlacesAreFree() {
        int before = producer.history().size();
        for (int i = 0; i < AWAITED_MAX; i++) {
            var _ = client.send("parcel-9", INSURE);
        }
        assertThat(producer.history()).hasSize(before + AWAITED_MAX);
    }

    private void answer(CommandResult result) {
        answer(results.encode(result));
    }

    private void answer(byte[] value) {
        long offset = nextOffset++;
        consumer.addRecord(new ConsumerRecord<>(TOPICS.commandResults(), 1, offset, new byte[0], value));
    }

    private static CommandResult resultOf(CommandRequest request, boolean duplicate) {
        return CommandResult.newBuilder()
                .setCommandId(request.commandId().toString())
                .setAggregateId(request.aggregateId())
                .setAggregateType("parcel")
                .setStatus(CommandStatus.ACCEPTED)
                .setAggregateVersion(1)
                .setPartition(1)
                .setCommandOffset(7)
                .setLastPosition(3)
                .setEventCount(1)
                .setDuplicate(duplicate)
                .setDecidedAt(Instant.parse("2026-11-02T10:00:00.123456Z"))
                .build();
    }

    private Map<String, String> headersOfLast() {
        Map<String, String> headers = new HashMap<>();
        producer.history().getLast().headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
        return headers;
    }
}
