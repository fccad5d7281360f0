package dev.foldline.bench.rebuild;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.Waiting;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.cli.operator.ServiceException;
import dev.foldline.example.account.AccountBalances;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How fast the view account-balances is rebuilt, compared with a bare consumer that polls and decodes the same topic.
 * The best of some rounds counts for both, as both begin in the interpreter.
 */
final class RebuildBench {

    private static final String REBUILD = "/projections/" + AccountBalances.NAME + "/rebuild";
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final BenchStack stack;
    private final ManyEvents events;
    private final int rounds;

    RebuildBench(BenchStack stack, ManyEvents events, int rounds) {
        this.stack = stack;
        this.events = events;
        this.rounds = rounds;
    }

    BenchReport run() {
        stack.say("writing " + events.count() + " events");
        events.produce(stack.endpoints());
        double bare = 0;
        double rebuild = 0;
        try (ServiceClient service = new ServiceClient(stack.endpoints().queryUrl())) {
            for (int round = 1; round <= rounds; round++) {
                stack.say("round " + round);
                bare = Math.max(bare, ConsumerBaseline.rate(stack.endpoints(), events));
                service.post(REBUILD, Map.of());
                rebuild = Math.max(rebuild, rebuildRate(service));
            }
        }
        Map<String, Long> settings = new LinkedHashMap<>();
        settings.put("events", (long) events.count());
        settings.put("partitions", (long) events.partitions());
        settings.put("rounds", (long) rounds);
        return new BenchReport(
                "rebuild",
                settings,
                List.of(Measurement.rate(
                        "rebuild", rebuild, "events/s", "a bare consumer that polls and decodes the topic", bare)));
    }

    /** From the first event that is seen done to the last: the start of a Streams application does not count. */
    private double rebuildRate(ServiceClient service) {
        await(() -> done(service) > 0);
        long firstDone = done(service);
        long firstNs = System.nanoTime();
        long[] last = {firstDone, firstNs};
        await(() -> {
            long done = done(service);
            if (done > last[0]) {
                last[0] = done;
                last[1] = System.nanoTime();
            }
            return done < 0 || done >= events.count();
        });
        await(() -> done(service) < 0);
        return last[1] == firstNs ? 0 : (last[0] - firstDone) * NANOS_PER_SECOND / (last[1] - firstNs);
    }

    /** Events that the rebuild has done; -1 when there is none. */
    private static long done(ServiceClient service) {
        try {
            return service.get(REBUILD, Map.of()).get("eventsDone").asLong();
        } catch (ServiceException e) {
            return -1;
        }
    }

    private static void await(BooleanSupplier done) {
        Waiting.until(done, LOOK_EVERY, PATIENCE, () -> "the rebuild goes on after " + PATIENCE.toSeconds() + " s");
    }
}
