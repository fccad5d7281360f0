package dev.foldline.projection.topology;

import dev.foldline.domain.topology.TopologyProjection;
import dev.foldline.domain.view.Projection;
import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.handover.Handover;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.intake.IntakeParts;
import dev.foldline.projection.intake.batch.BatchingClients;
import dev.foldline.runtime.PipelineConfig;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running build of a projection: its Streams application, what its tasks have seen, and what went wrong.
 * Thread-safe.
 */
public final class RunningProjection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningProjection.class);

    private final Subject subject;
    private final String applicationId;
    private final Duration closeTimeout;
    private final IntakeParts parts;
    private final LongAdder folded = new LongAdder();
    private final FailurePolicy failures;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics streamsMetrics;
    private final GroupWatch watch;

    private RunningProjection(Subject subject, String buildName, Phase first, ProjectionContext context, Shape shape) {
        PipelineConfig pipeline = context.pipeline();
        StreamsSettings settings = context.settings();
        this.subject = subject;
        String name = subject.name();
        this.applicationId = StreamsProperties.applicationId(buildName, pipeline, settings);
        this.closeTimeout = settings.closeTimeout();
        BuildTopics inputs = BuildTopics.of(name, applicationId, pipeline);
        FoldedPositions positions = new FoldedPositions(pipeline.partitions());
        this.parts = new IntakeParts(
                name,
                context.schemas(),
                subject.events(),
                new Gates(name),
                positions,
                new SequencedDeadLetters.Counts(),
                settings.parkedEventsMax(),
                new Handover(name, inputs.handover(), first, positions, settings.commitInterval()));
        this.failures = new FailurePolicy(name, settings.threadReplacementsMax());
        this.streams = new KafkaStreams(
                shape.topology(parts, inputs, folded),
                StreamsProperties.ofBuild(applicationId, first, pipeline, settings, context.memory()),
                new BatchingClients(topic -> !topic.equals(inputs.handover())));
        this.streamsMetrics = new KafkaStreamsMetrics(streams);
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener((now, before) -> log.info("[{}] {} after {}", buildName, now, before));
        this.watch = GroupWatch.of(buildName, applicationId, pipeline, settings, streams::state);
    }

    /** What is folded. */
    private record Subject(String name, int version, boolean byAggregate, Collection<Schema> events) {}

    /** Makes the topology from what the tasks share. */
    @FunctionalInterface
    private interface Shape {
        Topology topology(IntakeParts parts, BuildTopics inputs, LongAdder folded);
    }

    /**
     * Starts to build or to restore the view; returns at once. Its topics must be there, see {@link InternalTopics}.
     *
     * @param buildName name of the build, part of its application id
     * @param first     phase of its tasks at the beginning
     */
    public static RunningProjection start(
            Projection<?> projection, String buildName, Phase first, ProjectionContext context) {
        return start(
                new RunningProjection(
                        new Subject(
                                projection.name(),
                                projection.version(),
                                projection.rowKey().isAggregate(),
                                projection.fold().events()),
                        buildName,
                        first,
                        context,
                        (parts, inputs, folded) -> ProjectionTopology.of(
                                projection, context.pipeline().topics(), parts, inputs, folded)),
                context);
    }

    /** Starts a projection with a topology of its own; returns at once. */
    public static RunningProjection start(TopologyProjection projection, String buildName, ProjectionContext context) {
        List<Schema> events = projection.events().stream()
                .map(event -> SpecificData.get().getSchema(event))
                .toList();
        return start(
                new RunningProjection(
                        new Subject(projection.name(), projection.version(), true, events),
                        buildName,
                        Phase.SERVING,
                        context,
                        (parts, inputs, folded) -> ProjectionTopology.of(
                                projection, context.pipeline().topics(), parts, inputs)),
                context);
    }

    private static RunningProjection start(RunningProjection running, ProjectionContext context) {
        running.streams.start();
        running.watch.start();
        running.streamsMetrics.bindTo(context.metrics());
        return running;
    }

    /** Version of the fold. */
    public int version() {
        return subject.version();
    }

    /** Whether a row is folded where the events of its aggregate are, so that its task reads that partition alone. */
    public boolean isByAggregate() {
        return subject.byAggregate();
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
        return parts.gates();
    }

    /** How far the rows that are here have come. */
    public FoldedPositions positions() {
        return parts.positions();
    }

    /** How much is parked here. */
    public SequencedDeadLetters.Counts parked() {
        return parts.parked();
    }

    /** The phases of its tasks, and how to let it retire. */
    public Handover handover() {
        return parts.handover();
    }

    /** Its consumer group; its topics begin with this. */
    public String applicationId() {
        return applicationId;
    }

    /** Events folded since the start, also in transactions that aborted. */
    public long folded() {
        return folded.sum();
    }

    /** What the last failed thread said, null as long as none has failed. */
    public @Nullable String lastError() {
        return failures.lastError();
    }

    /** Why it does not run; null while it does, and where no reason is known. */
    public @Nullable String waitsFor() {
        return watch.reason();
    }

    /** Commits the current transactions and leaves the group, so another instance takes over at once. */
    @Override
    public void close() {
        watch.close();
        streamsMetrics.close();
        boolean closed = streams.close(CloseOptions.timeout(closeTimeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            log.warn("[{}] did not close within {} ms", subject.name(), closeTimeout.toMillis());
        }
    }
}
