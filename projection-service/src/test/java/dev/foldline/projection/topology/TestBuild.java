package dev.foldline.projection.topology;

import dev.foldline.contract.Topics;
import dev.foldline.domain.view.Projection;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.handover.Handover;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.intake.IntakeParts;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.UndecodableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * One build of a projection in a driver, which has one task: the clock moves only when a test moves it. Where the build
 * has several partitions, this is one of its tasks.
 */
final class TestBuild<V extends SpecificRecord> implements AutoCloseable {

    static final int PARKED_EVENTS_MAX = 50;
    static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private final EventLog log;
    private final Projection<V> projection;
    final String handoverTopic;
    final FoldedPositions positions;
    final Gates gates;
    final SequencedDeadLetters.Counts parked = new SequencedDeadLetters.Counts();
    final LongAdder folded = new LongAdder();
    final Handover handover;
    final TopologyTestDriver driver;
    final TestInputTopic<String, byte[]> events;
    private final String repartitionTopic;
    private final TestInputTopic<String, byte[]> requests;
    private final TestInputTopic<String, byte[]> handoverIn;
    private final TestOutputTopic<String, byte[]> view;

    TestBuild(EventLog log, Projection<V> projection, String applicationId, Phase first, Path stateDir) {
        this.log = log;
        this.projection = projection;
        this.handoverTopic = BuildTopics.handover(applicationId);
        this.repartitionTopic = applicationId + "-by-row-repartition";
        this.positions = new FoldedPositions(log.partitions());
        this.gates = new Gates(projection.name());
        this.handover = new Handover(projection.name(), handoverTopic, first, positions, COMMIT_INTERVAL);
        IntakeParts parts = new IntakeParts(
                projection.name(),
                log.schemas(),
                projection.fold().events(),
                gates,
                positions,
                parked,
                PARKED_EVENTS_MAX,
                handover);
        String requestTopic = Topics.DEFAULT.projectionRequests(projection.name());
        driver = new TopologyTestDriver(
                ProjectionTopology.of(
                        projection,
                        Topics.DEFAULT,
                        parts,
                        new BuildTopics(requestTopic, handoverTopic, log.partitions()),
                        folded),
                exactlyOnce(applicationId, stateDir.resolve(applicationId)));
        events = input(Topics.DEFAULT.events());
        requests = input(requestTopic);
        handoverIn = input(handoverTopic);
        view = driver.createOutputTopic(
                Topics.DEFAULT.projection(projection.name()), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** What an operator asks for a key. */
    void request(String key, Request request) {
        requests.pipeInput(new TestRecord<>(key, null, request.headers(), EventLog.AT));
    }

    /** What the half in front of the repartitioning has sent since the last call, in order. */
    List<TestRecord<String, byte[]>> repartitioned() {
        return driver.createOutputTopic(repartitionTopic, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Gives a record to the half behind the repartitioning. */
    void pipeToRows(TestRecord<String, byte[]> record) {
        input(repartitionTopic).pipeInput(record);
    }

    /** Moves the clock, so periodic checks run. */
    void look() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    /** What has been published since the last call, in order. */
    List<TestRecord<String, byte[]>> published() {
        return view.readRecordsToList();
    }

    /** The same as rows, the last of each key; null for a removed one. */
    Map<String, @Nullable SpecificRecord> publishedRows() {
        Map<String, @Nullable SpecificRecord> rows = new LinkedHashMap<>();
        published().forEach(record -> rows.put(record.key(), record.value() == null ? null : row(record)));
        return rows;
    }

    SpecificRecord row(TestRecord<String, byte[]> record) {
        try {
            return new AvroDecoder(log.schemas(), List.of(projection.fold().rowSchema())).decode(record.value());
        } catch (UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    @Nullable
    V stored(String key) {
        var row =
                driver.<String, V>getTimestampedKeyValueStore(projection.name()).get(key);
        return row == null ? null : row.value();
    }

    /** What this build has written for another, or for itself. */
    List<TestRecord<String, byte[]>> handedTo(TestBuild<?> other) {
        TestOutputTopic<String, byte[]> out =
                driver.createOutputTopic(other.handoverTopic, new StringDeserializer(), new ByteArrayDeserializer());
        return out.isEmpty() ? List.of() : out.readRecordsToList();
    }

    void take(List<TestRecord<String, byte[]>> handedOver) {
        handedOver.forEach(handoverIn::pipeInput);
    }

    @Override
    public void close() {
        driver.close();
    }

    private TestInputTopic<String, byte[]> input(String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    static Properties exactlyOnce(String applicationId, Path stateDir) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, FailQuietly.class);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        return properties;
    }
}
