package dev.foldline.projection.process.topology;

import dev.foldline.domain.process.ProcessManager;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.topology.FailurePolicy;
import dev.foldline.projection.topology.GroupWatch;
import dev.foldline.projection.topology.InternalTopics;
import dev.foldline.projection.topology.ProjectionContext;
import dev.foldline.projection.topology.StreamsProperties;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running process manager: its Streams application, what its tasks have seen, and what went wrong. Thread-safe. */
public final class RunningProcesses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningProcesses.class);

    private final ProcessParts<?> parts;
    private final Duration closeTimeout;
    private final FailurePolicy failures;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics streamsMetrics;
    private final GroupWatch watch;

    private <S extends SpecificRecord> RunningProcesses(ProcessManager<S> manager, ProjectionContext context) {
        ProcessParts<S> own = ProcessParts.of(
                manager,
                context.pipeline().topics(),
                context.pipeline().partitions(),
                context.schemas(),
                context.settings().parkedEventsMax());
        this.parts = own;
        this.closeTimeout = context.settings().closeTimeout();
        this.failures = new FailurePolicy(own.label(), context.settings().threadReplacementsMax());
        String applicationId = StreamsProperties.applicationId(own.label(), context.pipeline(), context.settings());
        this.streams = new KafkaStreams(
                ProcessTopology.of(own),
                StreamsProperties.of(applicationId, context.pipeline(), context.settings(), context.memory()));
        this.streamsMetrics = new KafkaStreamsMetrics(streams);
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener((now, before) -> log.info("[{}] {} after {}", own.label(), now, before));
        this.watch = GroupWatch.of(own.label(), applicationId, context.pipeline(), context.settings(), streams::state);
    }

    /** The name of a process manager in logs, metrics, health and topics. */
    public static String label(ProcessManager<?> manager) {
        return ProcessParts.label(manager);
    }

    /** Starts a process manager; returns at once. Its requests must be there, see {@link InternalTopics}. */
    public static RunningProcesses start(ProcessManager<?> manager, ProjectionContext context) {
        RunningProcesses running = new RunningProcesses(manager, context);
        running.streams.start();
        running.watch.start();
        running.streamsMetrics.bindTo(context.metrics());
        return running;
    }

    /** Its name in logs, metrics and health. */
    public String label() {
        return parts.label();
    }

    /** Topic of operators' requests. */
    public String requests() {
        return parts.requests();
    }

    /** For queries of the stores. */
    public KafkaStreams streams() {
        return streams;
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** What the last failed thread said, null as long as none has failed. */
    public @Nullable String lastError() {
        return failures.lastError();
    }

    /** Why it does not run; null while it does, and where no reason is known. */
    public @Nullable String waitsFor() {
        return watch.reason();
    }

    /** What has been seen of each partition of the events that is here. */
    public Gates gates() {
        return parts.gates();
    }

    /** How much is parked here. */
    public SequencedDeadLetters.Counts parked() {
        return parts.parked();
    }

    /** Inputs applied since the start, also in transactions that aborted. */
    public long applied() {
        return parts.applied().sum();
    }

    /** Commits the current transactions and leaves the group, so another instance takes over at once. */
    @Override
    public void close() {
        watch.close();
        streamsMetrics.close();
        boolean closed = streams.close(CloseOptions.timeout(closeTimeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            log.warn("[{}] did not close within {} ms", label(), closeTimeout.toMillis());
        }
    }
}
