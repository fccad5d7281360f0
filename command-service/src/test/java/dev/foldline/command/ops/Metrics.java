package dev.foldline.command.ops;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Metrics of workers whose turns a test does not look at. */
final class Metrics {

    private Metrics() {}

    static LoopMetrics of(MeterRegistry registry, int workers) {
        return new LoopMetrics(registry, workers, new WorkerTurns(Duration.ofSeconds(30), System::nanoTime));
    }
}
