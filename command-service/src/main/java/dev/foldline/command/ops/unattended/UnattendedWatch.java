package dev.foldline.command.ops.unattended;

import dev.foldline.command.ops.KafkaSilentException;
import dev.foldline.command.ops.LoopMetrics;
import dev.foldline.command.ops.unattended.PartitionAttendance.Look;
import dev.foldline.command.ops.unattended.PartitionAttendance.State;
import dev.foldline.command.ops.unattended.PartitionAttendance.Verdict;
import dev.foldline.command.ops.unattended.PartitionSigns.Offsets;
import dev.foldline.runtime.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the partitions that nobody works on, of all that there are: in health, in metrics and in the log.
 *
 * <p>Every instance does, because the one that should work on them may be hung, gone or not one of ours. It has a
 * thread of its own: no worker waits for it, and it waits for none. An instance that Kafka does not answer cannot see:
 * it reports no partition and says that it cannot see.
 */
public final class UnattendedWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UnattendedWatch.class);
    private static final Duration LOOK_INTERVAL_MAX = Duration.ofSeconds(5);
    private static final int LOOKS_PER_LIMIT = 5;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * What is watched.
     *
     * @param instance   what the lines of the log begin with
     * @param partitions of the commands topic
     * @param limit      how long nothing may happen before it is reported
     */
    public record Watched(String instance, int partitions, Duration limit) {}

    /** Kafka does not answer this instance. */
    private record Silence(long sinceNs, String why) {}

    private final Watched watched;
    private final PartitionSigns signs;
    private final LoopMetrics metrics;
    private final LongSupplier nanoTime;
    private final List<PartitionAttendance> attendances = new ArrayList<>();
    private final ScheduledExecutorService thread;
    private volatile Map<Integer, Verdict> verdicts = Map.of();
    private volatile @Nullable Silence silence;

    /** Time of the last look. Used by the watch's thread alone. */
    private @Nullable Long lookedNs;

    /**
     * @param signs    closed with this object
     * @param metrics  show what this object finds, and know which partitions were given to this instance
     * @param nanoTime a clock that only moves on
     */
    UnattendedWatch(Watched watched, PartitionSigns signs, LoopMetrics metrics, LongSupplier nanoTime) {
        this.watched = watched;
        this.signs = signs;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        for (int partition = 0; partition < watched.partitions(); partition++) {
            attendances.add(new PartitionAttendance(partition, watched.limit()));
        }
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(watched.instance()).factory());
        metrics.showUnattended(watched.partitions(), this::gauge);
    }

    /** Begins to look, at once. */
    public static UnattendedWatch start(Watched watched, PartitionSigns signs, LoopMetrics metrics) {
        UnattendedWatch watch = new UnattendedWatch(watched, signs, metrics, System::nanoTime);
        long intervalMs = Math.min(LOOK_INTERVAL_MAX.toMillis(), watched.limit().toMillis() / LOOKS_PER_LIMIT);
        ScheduledFuture<?> _ =
                watch.thread.scheduleWithFixedDelay(watch::lookSafely, 0, intervalMs, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Says {@link Health#OK}, or which partitions nobody works on, of all that there are. */
    public String degradation() {
        return sentence(reports(verdicts));
    }

    /** Says {@link Health#OK}, or which partitions of this instance do not move, or that Kafka does not answer it. */
    public String readiness() {
        Silence silent = silence;
        long nowNs = nanoTime.getAsLong();
        if (silent != null && nowNs - silent.sinceNs() >= watched.limit().toNanos()) {
            return "for " + Duration.ofNanos(nowNs - silent.sinceNs()).toSeconds()
                    + " s Kafka has not told what waits: " + silent.why();
        }
        Map<Integer, String> ours = reports(verdicts);
        ours.keySet().retainAll(metrics.given());
        return sentence(ours);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // What asks is not made for two threads, and may be in the middle of a question.
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("[{}] still waits for an answer", watched.instance());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        signs.close();
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            // Thrown on, it would silently end all further looks.
            if (!thread.isShutdown()) {
                log.warn("[{}] cannot check which partitions are worked on, retrying", watched.instance(), e);
            }
        }
    }

    /** Looks once. */
    void look() {
        long nowNs = nanoTime.getAsLong();
        Long beforeNs = lookedNs;
        lookedNs = nowNs;
        if (beforeNs != null && nowNs - beforeNs > watched.limit().toNanos()) {
            // The process slept, or a server took its time: what nobody saw is not held against anyone.
            forget();
        }
        try {
            see(nowNs);
            silence = null;
        } catch (KafkaSilentException e) {
            forget();
            Silence before = silence;
            silence = new Silence(before == null ? nowNs : before.sinceNs(), firstLine(e));
        }
    }

    private void forget() {
        attendances.forEach(PartitionAttendance::forget);
        verdicts = Map.of();
    }

    private void see(long nowNs) throws KafkaSilentException {
        // The ends first: a cursor that is read later has passed what came in between, and not the other way round.
        Map<Integer, Offsets> offsets = signs.offsets();
        Map<Integer, Long> cursors = signs.cursors();
        Optional<Map<Integer, String>> members = signs.members();
        Map<Integer, Verdict> found = new TreeMap<>();
        for (int partition = 0; partition < watched.partitions(); partition++) {
            Offsets its = offsets.get(partition);
            int of = partition;
            Optional<String> member = members.map(all -> all.get(of));
            found.put(
                    partition,
                    its == null
                            ? attendances.get(partition).unseen(nowNs)
                            : verdict(
                                    partition,
                                    new Look(its, cursors.get(partition), member, members.isPresent(), nowNs)));
        }
        report(found);
    }

    private Verdict verdict(int partition, Look look) {
        PartitionAttendance attendance = attendances.get(partition);
        try {
            return attendance.seen(look, (from, end) -> signs.holdsCommand(partition, from, end));
        } catch (KafkaSilentException e) {
            log.debug("[{}] {}", watched.instance(), e.getMessage());
            return attendance.unseen(look.nowNs());
        }
    }

    private void report(Map<Integer, Verdict> found) {
        Map<Integer, String> before = reports(verdicts);
        verdicts = found;
        Map<Integer, String> now = reports(found);
        now.forEach((partition, why) -> {
            if (!before.containsKey(partition)) {
                log.warn("[{}] nobody works on {}", watched.instance(), why);
            }
        });
        before.keySet().stream()
                .filter(partition -> !now.containsKey(partition))
                .forEach(partition -> log.info("[{}] commands-{} is worked on again", watched.instance(), partition));
    }

    /** What is to be said of those that are unattended. */
    private static Map<Integer, String> reports(Map<Integer, Verdict> of) {
        return of.entrySet().stream()
                .filter(entry -> entry.getValue().state() == State.UNATTENDED)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().report(), (one, _) -> one, TreeMap::new));
    }

    private static String sentence(Map<Integer, String> reports) {
        return reports.isEmpty() ? Health.OK : String.join("; ", reports.values());
    }

    private double gauge(int partition) {
        Verdict verdict = verdicts.get(partition);
        if (verdict == null) {
            return Double.NaN;
        }
        return switch (verdict.state()) {
            case ATTENDED -> 0;
            case UNDECIDED -> Double.NaN;
            case UNATTENDED -> 1;
        };
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
