package dev.foldline.bench.latency;

import dev.foldline.bench.report.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long each of many things took, from when it was due. Thread-safe. */
final class Latencies {

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private final Histogram nanos = new ConcurrentHistogram(SIGNIFICANT_DIGITS);

    /** One of them is done now. */
    void done(long dueNs) {
        nanos.recordValue(Math.max(0, System.nanoTime() - dueNs));
    }

    long count() {
        return nanos.getTotalCount();
    }

    /** The percentiles, each held against the same of the baseline. */
    List<Measurement> against(Latencies baseline, String name, String baselineName) {
        List<Measurement> measurements = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            String label = percentile == Math.rint(percentile) ? "p" + (int) percentile : "p" + percentile;
            measurements.add(Measurement.time(
                    name + " " + label, ms(percentile), baselineName + " " + label, baseline.ms(percentile)));
        }
        return measurements;
    }

    private double ms(double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MS;
    }
}
