package dev.foldline.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param commands       records sent
 * @param accepted       accepted, repeats not counted
 * @param rejectedByCode rejected, repeats not counted
 * @param failedByCode   failed, repeats not counted
 * @param decidedByType  accepted, rejected or failed, by aggregate type, repeats not counted
 * @param duplicates     repeats that got the first result again
 * @param unanswered     records that got no result
 * @param firstError     why the first of those got none; null where all were answered
 * @param events         events that the accepted commands left
 * @param took           from the first send to the last result
 * @param p50Ms          half of the results came within this time after their send
 * @param p99Ms          99 of 100 did
 */
public record DemoStats(
        long commands,
        long accepted,
        Map<String, Long> rejectedByCode,
        Map<String, Long> failedByCode,
        Map<String, Long> decidedByType,
        long duplicates,
        long unanswered,
        @Nullable String firstError,
        long events,
        Duration took,
        double p50Ms,
        double p99Ms) {

    private static final double MS_PER_S = 1_000.0;

    /** Whether every command got a result. */
    public boolean complete() {
        return unanswered == 0;
    }

    /** Commands per second, from the first send to the last result. */
    public long commandsPerSecond() {
        return Math.round(commands * MS_PER_S / Math.max(1, took.toMillis()));
    }

    /** The table for people. */
    public void print(PrintWriter out) {
        line(out, "commands", commands);
        decidedByType.forEach((type, count) -> line(out, "  " + type, count));
        line(out, "accepted", accepted);
        line(out, "rejected", sum(rejectedByCode));
        rejectedByCode.forEach((code, count) -> line(out, "  " + code, count));
        line(out, "failed", sum(failedByCode));
        failedByCode.forEach((code, count) -> line(out, "  " + code, count));
        line(out, "duplicates", duplicates);
        if (unanswered > 0) {
            line(out, "without a result", unanswered);
            out.println("  the first of them: " + firstError);
        }
        line(out, "events", events);
        line(out, "commands/s", commandsPerSecond());
        out.printf(Locale.ROOT, "%-22s%,12.1f%n", "send to result p50 ms", p50Ms);
        out.printf(Locale.ROOT, "%-22s%,12.1f  (under full load)%n", "send to result p99 ms", p99Ms);
        out.flush();
    }

    /** The same for programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("commands", commands).put("accepted", accepted).put("rejected", sum(rejectedByCode));
        ObjectNode rejected = json.putObject("rejectedByCode");
        rejectedByCode.forEach(rejected::put);
        json.put("failed", sum(failedByCode));
        ObjectNode failed = json.putObject("failedByCode");
        failedByCode.forEach(failed::put);
        ObjectNode decided = json.putObject("decidedByType");
        decidedByType.forEach(decided::put);
        json.put("duplicates", duplicates).put("unanswered", unanswered).put("firstError", firstError);
        json.put("events", events).put("tookMs", took.toMillis()).put("commandsPerSecond", commandsPerSecond());
        return json.put("p50Ms", p50Ms).put("p99Ms", p99Ms);
    }

    private static void line(PrintWriter out, String name, long count) {
        out.printf(Locale.ROOT, "%-22s%,12d%n", name, count);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
