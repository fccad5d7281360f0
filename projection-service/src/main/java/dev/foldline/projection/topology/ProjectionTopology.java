package dev.foldline.projection.topology;

import dev.foldline.contract.Topics;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.view.Event;
import dev.foldline.projection.view.Fold;
import dev.foldline.projection.view.Projection;
import dev.foldline.serde.RegistrySchemas;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The topology of one projection: events → gate → fold into a store → the view's topic.
 *
 * <pre>
 *   events ──▶ intake (gate, filter, decode) ──▶ fold ──▶ projection.NAME
 *                 │                               │
 *              store gate                    store NAME
 * </pre>
 *
 * <p>Both stores are cached, and a cached aggregate goes downstream when its cache is flushed. So an account that a hundred
 * events change between two commits costs one write to RocksDB, one to the changelog and one to the view's topic, and the
 * topic never shows a row that the store has not had.
 */
public final class ProjectionTopology {

    /** Rows are written again and again; smaller segments than the broker's default keep the restore short. */
    private static final Map<String, String> CHANGELOG = Map.of("segment.bytes", Integer.toString(64 * 1024 * 1024));

    private ProjectionTopology() {}

    /**
     * Builds the topology.
     *
     * @param gates  told of every gate that opens
     * @param folded counts the events folded, also those of transactions that abort
     */
    public static <V extends SpecificRecord> Topology of(
            Projection<V> projection, Topics topics, RegistrySchemas schemas, Gates gates, LongAdder folded) {
        Fold<V> fold = projection.fold();
        String topic = topics.projection(projection.name());
        RowSerde<V> rows = new RowSerde<>(schemas, topic, fold.rowSchema());
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        topics.events(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("events"))
                .processValues(intake(projection, schemas, gates), Named.as("intake"))
                .groupByKey(Grouped.keySerde(Serdes.String()))
                .aggregate(
                        () -> null,
                        folding(projection.name(), fold, folded),
                        Named.as("fold"),
                        Materialized.<String, V, KeyValueStore<Bytes, byte[]>>as(projection.name())
                                .withKeySerde(Serdes.String())
                                .withValueSerde(rows)
                                .withCachingEnabled()
                                .withLoggingEnabled(CHANGELOG))
                .toStream(Named.as("rows"))
                .to(topic, Produced.with(Serdes.String(), rows).withName("view"));
        return builder.build();
    }

    private static FixedKeyProcessorSupplier<String, byte[], Event> intake(
            Projection<?> projection, RegistrySchemas schemas, Gates gates) {
        StoreBuilder<KeyValueStore<Integer, GateState>> store = Gates.storeBuilder();
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<String, byte[], Event> get() {
                EventReader reader = new EventReader(schemas, projection.fold().events());
                return new EventIntake(projection.name(), reader, gates);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store);
            }
        };
    }

    private static <V extends SpecificRecord> Aggregator<String, Event, V> folding(
            String projection, Fold<V> fold, LongAdder folded) {
        return (key, event, row) -> {
            try {
                V after = fold.apply(row, event);
                folded.increment();
                return after;
            } catch (RuntimeException e) {
                throw new UnappliedEventException(
                        "events partition " + event.metadata().partition() + " position "
                                + event.metadata().position() + ": " + e.getMessage() + "; " + projection
                                + " stops here",
                        e);
            }
        };
    }
}
