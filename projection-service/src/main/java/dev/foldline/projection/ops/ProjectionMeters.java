package dev.foldline.projection.ops;

import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.query.status.EventTopicEnds;
import dev.foldline.projection.query.status.TopicEnd;
import dev.foldline.projection.query.status.ViewMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Shows values that projections count anyway, so metrics cost nothing per event.
 *
 * <p>Repeats, gaps and positions are tagged with projection and partition, and are gauges: they are part of the view's
 * state, go with their partition to another instance and survive a restart. A partition that is elsewhere has no value
 * here.
 */
public final class ProjectionMeters {

    private static final String PROJECTION = "projection";
    private static final String PARTITION = "partition";

    private final MeterRegistry registry;

    public ProjectionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the gates of one projection; a rebuild replaces them. */
    public void showGates(String projection, Supplier<Gates> gates, int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            Tags tags = Tags.of(PROJECTION, projection, PARTITION, Integer.toString(partition));
            show(ProjectionMetric.REPEATS_DROPPED, tags, gates, of(partition, GateState::repeats));
            show(ProjectionMetric.GAPS, tags, gates, of(partition, GateState::gaps));
            show(ProjectionMetric.EVENTS_MISSING, tags, gates, of(partition, GateState::missing));
            show(ProjectionMetric.LAST_POSITION, tags, gates, of(partition, GateState::lastPosition));
        }
    }

    /** Registers how far and how fast one projection is here, against the ends of the events topic. */
    public void showProgress(String projection, ViewMeter meter, EventTopicEnds topicEnds, int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            int of = partition;
            Tags tags = Tags.of(PROJECTION, projection, PARTITION, Integer.toString(partition));
            show(ProjectionMetric.LAG_EVENTS, tags, meter, here -> lag(here, topicEnds, of, TopicEnd::eventsBehind));
            show(
                    ProjectionMetric.LAG_SECONDS,
                    tags,
                    meter,
                    here -> lag(here, topicEnds, of, (topicEnd, passed) -> {
                        long foldedMs = here.progress().lastTimeMs(of);
                        boolean unknown = passed < topicEnd.position() && foldedMs == 0;
                        return unknown ? Double.NaN : topicEnd.secondsBehind(passed, foldedMs);
                    }));
            show(ProjectionMetric.RATE, tags, meter, here -> here.eventsPerSecond(of));
        }
    }

    /** Registers how much is parked of one projection; a rebuild replaces the counts. */
    public void showParked(String projection, Supplier<SequencedDeadLetters.Counts> parked, int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            int of = partition;
            Tags tags = Tags.of(PROJECTION, projection, PARTITION, Integer.toString(partition));
            show(ProjectionMetric.PARKED, tags, parked, here -> here.get().ofPartition(of));
        }
    }

    /** Registers the count of folded events of one projection. */
    public <T> void showFolded(String projection, T counted, ToDoubleFunction<T> folded) {
        ProjectionMetric metric = ProjectionMetric.EVENTS_FOLDED;
        FunctionCounter.builder(metric.metricName(), counted, folded)
                .baseUnit(metric.unit())
                .description(metric.sentence())
                .tags(PROJECTION, projection)
                .register(registry);
    }

    /** Registers whether one projection runs; a build that takes over is another application with its own state. */
    public void showRunning(String projection, Supplier<KafkaStreams.State> state) {
        show(
                ProjectionMetric.RUNNING,
                Tags.of(PROJECTION, projection),
                state,
                now -> now.get().isRunningOrRebalancing() ? 1 : 0);
    }

    private <T> void show(ProjectionMetric metric, Tags tags, T shown, ToDoubleFunction<T> value) {
        Gauge.builder(metric.metricName(), shown, value)
                .strongReference(true)
                .baseUnit(metric.unit())
                .description(metric.sentence())
                .tags(tags)
                .register(registry);
    }

    private static double lag(
            ViewMeter meter, EventTopicEnds topicEnds, int partition, ToDoubleBiFunction<TopicEnd, Long> lag) {
        List<TopicEnd> ends = topicEnds.last();
        long passed = meter.progress().passed(partition);
        return ends.isEmpty() || passed == Long.MAX_VALUE ? Double.NaN : lag.applyAsDouble(ends.get(partition), passed);
    }

    private static ToDoubleFunction<Supplier<Gates>> of(int partition, ToLongFunction<GateState> value) {
        return gates -> {
            GateState state = gates.get().state(partition);
            return state == null ? Double.NaN : value.applyAsLong(state);
        };
    }
}
