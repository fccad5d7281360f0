package dev.foldline.bench.report;

/**
 * What was measured, and the baseline it is held against.
 *
 * @param name          what was measured
 * @param value         how much
 * @param unit          of both values
 * @param baseline      what the baseline is
 * @param baselineValue how much that was, in the same run
 * @param ratio         1 where the result is as good as the baseline, less where it is worse
 */
public record Measurement(String name, double value, String unit, String baseline, double baselineValue, double ratio) {

    /** More is better. */
    public static Measurement rate(String name, double value, String unit, String baseline, double baselineValue) {
        return new Measurement(name, value, unit, baseline, baselineValue, value / baselineValue);
    }

    /** Processor time for one command; less is better. */
    public static Measurement cost(String name, double micros, String baseline, double baselineMicros) {
        return new Measurement(name, micros, "µs/command", baseline, baselineMicros, baselineMicros / micros);
    }

    /** Less is better. */
    public static Measurement time(String name, double valueMs, String baseline, double baselineMs) {
        return new Measurement(name, valueMs, "ms", baseline, baselineMs, baselineMs / valueMs);
    }
}
