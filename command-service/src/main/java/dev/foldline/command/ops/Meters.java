package dev.foldline.command.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** The meters of {@link CommandMetric}, made when they are first asked for. Thread-safe. */
final class Meters {

    private record Key(CommandMetric metric, Tags tags) {}

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    /** The registry itself holds the values of gauges weakly. */
    private final Map<Key, AtomicLong> gauges = new ConcurrentHashMap<>();

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    Counter counter(CommandMetric metric, String... tags) {
        return counters.computeIfAbsent(
                new Key(metric, Tags.of(tags)),
                key -> Counter.builder(metric.id())
                        .description(metric.sentence())
                        .tags(key.tags())
                        .register(registry));
    }

    AtomicLong gauge(CommandMetric metric, String... tags) {
        return gauges.computeIfAbsent(new Key(metric, Tags.of(tags)), key -> {
            AtomicLong value = new AtomicLong();
            gauge(metric, value, AtomicLong::doubleValue, tags);
            return value;
        });
    }

    /** A gauge that asks {@code state}, which the caller keeps. */
    <T> void gauge(CommandMetric metric, T state, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(metric.id(), state, value)
                .description(metric.sentence())
                .tags(tags)
                .register(registry);
    }

    Timer timer(CommandMetric metric, String... tags) {
        return Timer.builder(metric.id())
                .description(metric.sentence())
                .tags(tags)
                .register(registry);
    }

    DistributionSummary summary(CommandMetric metric) {
        return DistributionSummary.builder(metric.id())
                .description(metric.sentence())
                .register(registry);
    }

    /** The sum of a metric's counters, whatever their tags. */
    double total(CommandMetric metric) {
        return registry.find(metric.id()).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
