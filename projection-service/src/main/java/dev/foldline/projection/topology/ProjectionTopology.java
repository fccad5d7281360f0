package dev.foldline.projection.topology;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.domain.topology.TopologyProjection;
import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.handover.Comparison;
import dev.foldline.projection.handover.HandoverTopic;
import dev.foldline.projection.handover.Publisher;
import dev.foldline.projection.handover.TaskPhase;
import dev.foldline.projection.intake.EventIntake;
import dev.foldline.projection.intake.EventRun;
import dev.foldline.projection.intake.IntakeParts;
import dev.foldline.projection.intake.KeyIntake;
import dev.foldline.projection.intake.KeyStreams;
import dev.foldline.projection.intake.RowIntake;
import dev.foldline.projection.intake.SourceHeader;
import dev.foldline.projection.intake.batch.RecordBatch;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The topology of one build of a projection: events → gate → fold into a store → the view's topic.
 *
 * <pre>
 *   events ───┬─▶ intake (gate, filter, decode, park) ──▶ fold ──▶ publish ──▶ projection.NAME
 *   requests ─┘                                             │        │  ▲
 *                                                      store NAME ───┘  │
 *   handover of this build ──▶ compare ─────────────────────┴───────────┘  publish ──▶ handover of the next build
 * </pre>
 *
 * <p>Where rows are not by aggregate, {@code intake} has two halves, with a repartition topic between them.
 *
 * <p>The rows' store is cached, and a cached row goes downstream when its cache is flushed. So an account that is
 * changed by a hundred events between two commits costs one write to RocksDB, one to the changelog and one to the
 * view's topic. The topic never shows a row that the store has not had.
 */
public final class ProjectionTopology {

    /** Rows are written again and again; smaller segments than the broker's default keep the restore short. */
    private static final Map<String, String> CHANGELOG = Map.of("segment.bytes", Integer.toString(64 * 1024 * 1024));

    private static final String INTAKE = "intake";
    private static final String ROWS = "rows";
    private static final String PUBLISH = "publish";
    private static final String COMPARE = "compare";

    private ProjectionTopology() {}

    /**
     * Builds the topology.
     *
     * @param parts  what its tasks share; they report to it
     * @param inputs what it reads besides the events
     * @param folded counts the events folded, once for each row, also those of transactions that abort
     */
    public static <V extends SpecificRecord> Topology of(
            Projection<V> projection, Topics topics, IntakeParts parts, BuildTopics inputs, LongAdder folded) {
        Fold<V> fold = projection.fold();
        String viewTopic = topics.projection(projection.name());
        RowSerde<V> rows = new RowSerde<>(parts.schemas(), viewTopic, fold.rowSchema());
        StreamsBuilder builder = new StreamsBuilder();
        events(builder, projection, topics, parts, inputs)
                .groupByKey(Grouped.keySerde(Serdes.String()))
                .aggregate(
                        () -> null,
                        folding(fold, folded),
                        Named.as("fold"),
                        Materialized.<String, V, KeyValueStore<Bytes, byte[]>>as(projection.name())
                                .withKeySerde(Serdes.String())
                                .withValueSerde(rows)
                                .withCachingEnabled()
                                .withLoggingEnabled(CHANGELOG))
                .toStream(Named.as(ROWS));
        Topology topology = builder.build();
        publish(topology, new View<>(viewTopic, rows, topics.partitioner()), parts, inputs);
        return topology;
    }

    /** Builds the topology of a projection that brings its own behind the intake. */
    public static Topology of(TopologyProjection projection, Topics topics, IntakeParts parts, BuildTopics inputs) {
        StreamsBuilder builder = new StreamsBuilder();
        records(builder, topics, inputs).processValues(EventIntake.forProcessors(parts), Named.as(INTAKE));
        Topology topology = builder.build();
        projection.addTo(topology, INTAKE);
        return topology;
    }

    private static KStream<String, EventRun> events(
            StreamsBuilder builder, Projection<?> projection, Topics topics, IntakeParts parts, BuildTopics inputs) {
        KStream<String, RecordBatch> records = records(builder, topics, inputs);
        if (projection.rowKey().isAggregate()) {
            return records.processValues(EventIntake.forFold(parts), Named.as(INTAKE));
        }
        KeyPartitioner keys = topics.partitioner();
        return records.process(
                        KeyIntake.supplier(
                                parts, projection.rowKey(), key -> keys.partitionOf(key, inputs.partitions())),
                        Named.as("keys"))
                .repartition(Repartitioned.<String, RecordBatch>as("by-row")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(RecordBatch.serde())
                        .withNumberOfPartitions(inputs.partitions())
                        .withStreamPartitioner(SourceHeader.partitioner(keys)))
                .processValues(RowIntake.supplier(parts, inputs.partitions()), Named.as(INTAKE));
    }

    private static KStream<String, RecordBatch> records(StreamsBuilder builder, Topics topics, BuildTopics inputs) {
        return source(builder, "events", topics.events())
                .merge(source(builder, "requests", inputs.requests()), Named.as("input"));
    }

    private static KStream<String, RecordBatch> source(StreamsBuilder builder, String name, String topic) {
        return builder.stream(
                topic, Consumed.with(Serdes.String(), RecordBatch.serde()).withName(name));
    }

    /**
     * Where the rows go.
     *
     * @param keys gives a row the partition that its key has in every topic of the pipeline
     */
    private record View<V extends SpecificRecord>(String topic, RowSerde<V> rows, KeyPartitioner keys) {}

    /** The steps behind the fold; the DSL has no node with two kinds of sink. */
    private static <V extends SpecificRecord> void publish(
            Topology topology, View<V> view, IntakeParts parts, BuildTopics inputs) {
        RowSerde<V> rows = view.rows();
        String store = parts.projection();
        topology.addProcessor(PUBLISH, () -> new Publisher<V>(store, rows.serializer(), parts.handover()), ROWS);
        topology.addSource("handover-in", new StringDeserializer(), new ByteArrayDeserializer(), inputs.handover());
        topology.addProcessor(
                COMPARE, () -> new Comparison<V>(store, rows.deserializer(), parts.handover()), "handover-in");
        topology.addStateStore(TaskPhase.storeBuilder(), PUBLISH);
        topology.addStateStore(Comparison.storeBuilder(), COMPARE);
        topology.connectProcessorAndStateStores(PUBLISH, store);
        topology.connectProcessorAndStateStores(COMPARE, store, TaskPhase.STORE);
        topology.addSink(
                Publisher.VIEW_SINK,
                view.topic(),
                new StringSerializer(),
                rows.serializer(),
                KeyStreams.partitioner(view.keys()),
                PUBLISH,
                COMPARE);
        topology.addSink(
                Publisher.HANDOVER_SINK,
                HandoverTopic.topic(),
                new StringSerializer(),
                new ByteArraySerializer(),
                HandoverTopic.partition(),
                PUBLISH,
                COMPARE);
    }

    private static <V extends SpecificRecord> Aggregator<String, EventRun, V> folding(Fold<V> fold, LongAdder folded) {
        return (key, events, row) -> {
            try {
                V after = events.fold(row, fold::apply);
                folded.add(events.size());
                return after;
            } catch (RuntimeException e) {
                throw new UnappliedEventException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
            }
        };
    }
}
