package dev.foldline.projection.process.topology;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.projection.intake.KeyStreams;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The topology of a process manager.
 *
 * <pre>
 *   events ───┬─▶ route (gate, filter, park) ─┐                     ┌─ store processes
 *   requests ─┘                               ├─▶ by-process ──▶ run (park) ──▶ commands
 *   command-results ──▶ route (filter) ───────┘                     └─ store timers
 * </pre>
 *
 * <p>Results are keyed by the aggregate that was asked, and events by their own, so both go through a repartition topic
 * to the task that has their process. Only those that belong to a process go there. So do requests of operators, unless
 * they are for an aggregate that is parked before the repartitioning.
 */
public final class ProcessTopology {

    private ProcessTopology() {}

    /** Builds the topology. */
    public static <S extends SpecificRecord> Topology of(ProcessParts<S> parts) {
        StreamsBuilder builder = new StreamsBuilder();
        String manager = parts.manager().name();
        KeyPartitioner keys = parts.topics().partitioner();
        KStream<String, byte[]> events = source(
                        builder, "events", parts.topics().events())
                .merge(source(builder, "requests", parts.requests()), Named.as("events-and-requests"))
                .process(EventRouting.supplier(parts), Named.as("route-events"));
        KStream<String, byte[]> results = source(
                        builder, "results", parts.topics().commandResults())
                .process(() -> new ResultRouting(manager), Named.as("route-results"));
        events.merge(results, Named.as("inputs"))
                .repartition(Repartitioned.<String, byte[]>as("by-process")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.ByteArray())
                        .withNumberOfPartitions(parts.partitions())
                        .withStreamPartitioner(KeyStreams.partitioner(keys)))
                .process(ProcessRunner.supplier(parts), Named.as("run"))
                .to(
                        parts.topics().commands(),
                        Produced.with(Serdes.String(), Serdes.ByteArray())
                                .withName("commands")
                                .withStreamPartitioner(KeyStreams.partitioner(keys)));
        return builder.build();
    }

    private static KStream<String, byte[]> source(StreamsBuilder builder, String name, String topic) {
        return builder.stream(
                topic, Consumed.with(Serdes.String(), Serdes.ByteArray()).withName(name));
    }
}
