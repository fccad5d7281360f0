package dev.foldline.torture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.torture.client.PauseMeter.Pause;
import dev.foldline.torture.fault.Fault;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a torture came to.
 *
 * @param seed     that drew the faults
 * @param faults   how each fault went, by name
 * @param longest  the longest time without a result from one partition
 * @param counts   what was looked at
 * @param breaches every promise that was broken, a sentence each; none when all were kept
 */
public record TortureReport(
        long seed,
        SortedMap<String, FaultTally> faults,
        Pause longest,
        Map<String, Long> counts,
        List<String> breaches) {

    private static final double MS_PER_S = 1_000.0;

    /**
     * How one fault went.
     *
     * @param drawn        how often it was drawn
     * @param struck       how often it did what it is for
     * @param skipped      how often this machine did not let it
     * @param longestPause for how long no client got a result while it struck
     */
    public record FaultTally(int drawn, int struck, int skipped, Duration longestPause) {

        static final FaultTally NONE = new FaultTally(0, 0, 0, Duration.ZERO);

        FaultTally and(Fault.Outcome outcome, Duration pause) {
            return new FaultTally(
                    drawn + 1,
                    struck + (outcome == Fault.Outcome.STRUCK ? 1 : 0),
                    skipped + (outcome == Fault.Outcome.SKIPPED ? 1 : 0),
                    pause.compareTo(longestPause) > 0 ? pause : longestPause);
        }

        private String struckOrSkipped() {
            return skipped > 0 ? "skipped" : Integer.toString(struck);
        }
    }

    public TortureReport {
        faults = new TreeMap<>(faults);
        breaches = List.copyOf(breaches);
    }

    /** Whether every promise was kept. */
    public boolean ok() {
        return breaches.isEmpty();
    }

    /** Prints a table for people. */
    public void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%-28s %6s %7s %15s%n", "fault", "drawn", "struck", "longest pause");
        faults.forEach((name, tally) -> out.printf(
                Locale.ROOT,
                "%-28s %6d %7s %13.1f s%n",
                name,
                tally.drawn,
                tally.struckOrSkipped(),
                tally.longestPause.toMillis() / MS_PER_S));
        counts.forEach((what, count) -> out.printf(Locale.ROOT, "%,12d %s%n", count, what));
        breaches.forEach(breach -> out.println("BREACH " + breach));
        out.println("seed " + seed + ": "
                + (ok()
                        ? "every promise was kept"
                        : breaches.size() + " breaches; the same seed draws the same commands, records and faults")
                + "; longest pause of a partition " + longest.length().toMillis() + " ms, commands-"
                + longest.partition() + ", " + (longest.cause().isEmpty() ? "before any fault" : longest.cause()));
        out.flush();
    }

    /** The same for programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ok", ok()).put("seed", seed);
        ArrayNode all = json.putArray("faults");
        faults.forEach((name, tally) -> all.addObject()
                .put("name", name)
                .put("drawn", tally.drawn)
                .put("struck", tally.struck)
                .put("skipped", tally.skipped)
                .put("longestPauseMs", tally.longestPause.toMillis()));
        json.putObject("longestPause")
                .put("ms", longest.length().toMillis())
                .put("partition", longest.partition())
                .put("cause", longest.cause());
        ObjectNode counted = json.putObject("counts");
        counts.forEach(counted::put);
        ArrayNode broken = json.putArray("breaches");
        breaches.forEach(broken::add);
        return json;
    }
}
