package dev.foldline.projection.topology;

import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.view.Projection;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.serde.RegistrySchemas;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One projection at work: its Streams application, what its gates have seen, and what went wrong. Thread-safe. */
public final class RunningProjection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningProjection.class);

    private final Projection<?> projection;
    private final int partitions;
    private final Duration closeTimeout;
    private final Gates gates;
    private final LongAdder folded = new LongAdder();
    private final FailurePolicy failures;
    private final KafkaStreams streams;

    private <V extends SpecificRecord> RunningProjection(
            Projection<V> projection,
            PipelineConfig pipeline,
            StreamsSettings settings,
            RegistrySchemas schemas,
            RocksDbMemory memory) {
        this.projection = projection;
        this.partitions = pipeline.partitions();
        this.closeTimeout = settings.closeTimeout();
        this.gates = new Gates(projection.name());
        this.failures = new FailurePolicy(projection.name(), settings.threadReplacementsMax());
        this.streams = new KafkaStreams(
                ProjectionTopology.of(projection, pipeline.topics(), schemas, gates, folded),
                StreamsProperties.of(projection, pipeline, settings, memory));
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener((now, before) -> log.info("[{}] {} after {}", projection.name(), now, before));
    }

    /** Starts to build or to restore the view; returns at once. */
    public static RunningProjection start(
            Projection<?> projection,
            PipelineConfig pipeline,
            StreamsSettings settings,
            RegistrySchemas schemas,
            RocksDbMemory memory) {
        RunningProjection running = new RunningProjection(projection, pipeline, settings, schemas, memory);
        running.streams.start();
        return running;
    }

    public Projection<?> projection() {
        return projection;
    }

    /** For queries of the store and for Streams' own metrics. */
    public KafkaStreams streams() {
        return streams;
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** What has been seen of each partition that is here. */
    public Gates gates() {
        return gates;
    }

    /** Events folded since the start, also in transactions that aborted. */
    public long folded() {
        return folded.sum();
    }

    /** What the last failed thread said, null as long as none has failed. */
    public @Nullable String lastError() {
        return failures.lastError();
    }

    /** Whether this instance has every partition, so that a key that is not here is nowhere. */
    public boolean hasAllPartitions() {
        int here = 0;
        for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
            here += thread.activeTasks().size();
        }
        return here == partitions;
    }

    /** Commits what is in hand and leaves the group, so that another instance takes over at once. */
    @Override
    public void close() {
        boolean closed = streams.close(CloseOptions.timeout(closeTimeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            log.warn("[{}] did not close within {} ms", projection.name(), closeTimeout.toMillis());
        }
    }
}
