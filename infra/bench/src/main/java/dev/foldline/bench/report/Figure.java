package dev.foldline.bench.report;

/**
 * What was measured, and the ceiling it is held against.
 *
 * @param name         what was measured
 * @param value        how much
 * @param unit         of both values
 * @param ceiling      what the ceiling is
 * @param ceilingValue how much that was, in the same run
 * @param ratio        1 where the figure is as good as the ceiling, less where it is worse
 */
public record Figure(String name, double value, String unit, String ceiling, double ceilingValue, double ratio) {

    /** More is better. */
    public static Figure rate(String name, double value, String unit, String ceiling, double ceilingValue) {
        return new Figure(name, value, unit, ceiling, ceilingValue, value / ceilingValue);
    }

    /** Processor time for one command; less is better. */
    public static Figure cost(String name, double micros, String ceiling, double ceilingMicros) {
        return new Figure(name, micros, "µs/command", ceiling, ceilingMicros, ceilingMicros / micros);
    }

    /** Less is better. */
    public static Figure time(String name, double valueMs, String ceiling, double ceilingMs) {
        return new Figure(name, valueMs, "ms", ceiling, ceilingMs, ceilingMs / valueMs);
    }
}
