package dev.foldline.torture.fault;

import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.torture.stage.LogTail;
import dev.foldline.torture.stage.SlowProcess;
import dev.foldline.torture.stage.TortureStack;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Kills the broker and starts it again with a tenth of its processor time, until its coordinators have loaded what they
 * know: from the beginning, or from the first load on. In the second case the session of the former broker ends while
 * they load, and the partitions go and come back meanwhile.
 */
final class SlowBrokerRestart implements Fault {

    private static final Duration AWAY_MAX = Duration.ofSeconds(2);
    private static final int SLOW_FROM_THE_BEGINNING_ONE_IN = 4;
    private static final Duration FIRST_LOAD_WITHIN = Duration.ofSeconds(90);

    /** Then it gets all its time, so that the fault ends. */
    private static final Duration SLOW_MAX = Duration.ofMinutes(2);

    private static final String LOADS = " loading of metadata from __consumer_offsets-";

    private static final Pattern LOAD = Pattern.compile("(Scheduling|Finished)" + LOADS + "(\\d+) with epoch (\\d+)");

    private static final String UNFENCED = "The broker has been unfenced";

    @Override
    public String name() {
        return "slow-broker-restart";
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.BROKER);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws InterruptedException, IOException {
        ManagedProcess broker = stage.stack().process(KafkaBroker.NAME);
        broker.kill();
        TortureStack.pause(TortureStack.upTo(AWAY_MAX, random));
        LogTail log = LogTail.fromNowOn(broker.log());
        broker.startAgain();
        if (random.nextInt(SLOW_FROM_THE_BEGINNING_ONE_IN) > 0) {
            TortureStack.await(
                    FIRST_LOAD_WITHIN, () -> !broker.alive() || log.text().contains(LOADS));
        }
        try (SlowProcess _ = SlowProcess.begin(broker)) {
            TortureStack.await(SLOW_MAX, () -> !broker.alive() || hasLoaded(log.text()));
        }
        broker.awaitReady();
        return Outcome.STRUCK;
    }

    /** Whether every load that was begun after the broker was unfenced has ended, and there was one. */
    static boolean hasLoaded(String log) {
        int unfenced = log.indexOf(UNFENCED);
        if (unfenced < 0) {
            return false;
        }
        Map<String, Boolean> ended = new TreeMap<>();
        LOAD.matcher(log)
                .results()
                .filter(load -> load.start() > unfenced)
                .forEach(load -> ended.merge(
                        load.group(2) + " in epoch " + load.group(3),
                        load.group(1).equals("Finished"),
                        (_, finished) -> finished));
        return !ended.isEmpty() && !ended.containsValue(false);
    }
}
