package dev.foldline.projection.ops;

import dev.foldline.projection.readmodel.ReadModelStats;
import dev.foldline.runtime.Health;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows what read models do, as metrics and as health. A partition that another instance writes has no value here.
 */
public final class ReadModelMeters {

    private static final String READ_MODEL = "readmodel";
    private static final String PARTITION = "partition";

    private final MeterRegistry registry;
    private final Health health;

    public ReadModelMeters(MeterRegistry registry, Health health) {
        this.registry = registry;
        this.health = health;
    }

    /** Registers one read model; it is degraded while something is wrong with a partition that it has here. */
    public void show(String name, ReadModelStats stats, int partitions) {
        Tags tags = Tags.of(READ_MODEL, name);
        count(ProjectionMetric.READ_MODEL_ROWS, tags, stats, ReadModelStats::rows);
        count(ProjectionMetric.READ_MODEL_ERRORS, tags, stats, ReadModelStats::errors);
        for (int partition = 0; partition < partitions; partition++) {
            int of = partition;
            Tags ofPartition = tags.and(PARTITION, Integer.toString(partition));
            gauge(ProjectionMetric.READ_MODEL_POSITION, ofPartition, stats, all -> known(all.position(of)));
            gauge(ProjectionMetric.READ_MODEL_LAG, ofPartition, stats, all -> known(all.lag(of)));
        }
        health.degraded("read-model-" + name, () -> {
            String trouble = stats.trouble();
            return trouble == null ? Health.OK : trouble;
        });
    }

    private void count(
            ProjectionMetric metric, Tags tags, ReadModelStats stats, ToDoubleFunction<ReadModelStats> value) {
        FunctionCounter.builder(metric.metricName(), stats, value)
                .baseUnit(metric.unit())
                .description(metric.sentence())
                .tags(tags)
                .register(registry);
    }

    private void gauge(
            ProjectionMetric metric, Tags tags, ReadModelStats stats, ToDoubleFunction<ReadModelStats> value) {
        Gauge.builder(metric.metricName(), stats, value)
                .strongReference(true)
                .baseUnit(metric.unit())
                .description(metric.sentence())
                .tags(tags)
                .register(registry);
    }

    private static double known(@Nullable Long value) {
        return value == null ? Double.NaN : value;
    }
}
