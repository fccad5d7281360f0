package dev.foldline.command.ops;

import dev.foldline.command.ops.KafkaStats.Disks;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far the group is behind the commands topic and how full the brokers' disks are, as last asked.
 *
 * <p>Each instance shows all partitions, also those without an owner, so that a lag does not vanish with the instance
 * that causes it. Has a thread of its own: no worker waits for it.
 */
public final class KafkaMetricsPoller implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaMetricsPoller.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

    private final String instance;
    private final KafkaStats stats;
    private final Meters meters;
    private final ScheduledExecutorService thread;
    private final Set<Integer> brokersShown = ConcurrentHashMap.newKeySet();
    private volatile Map<Integer, Long> lags = Map.of();
    private volatile Map<Integer, Disks> disks = Map.of();

    /** What Kafka has not told at the last look. Used by the poller's thread alone. */
    private final Set<String> silent = new HashSet<>();

    @FunctionalInterface
    private interface Question<V> {
        Map<Integer, V> ask() throws KafkaSilentException;
    }

    /**
     * @param instance what the lines of the log begin with
     * @param stats    closed with this object
     */
    KafkaMetricsPoller(String instance, KafkaStats stats, LoopMetrics metrics, int partitions) {
        this.instance = instance;
        this.stats = stats;
        this.meters = metrics.meters();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(instance + "-kafka-watch").factory());
        for (int partition = 0; partition < partitions; partition++) {
            int of = partition;
            meters.gauge(
                    CommandMetric.COMMAND_LAG,
                    this,
                    poller -> orNan(poller.lags.get(of)),
                    "partition",
                    String.valueOf(partition));
        }
    }

    /** Begins to look, at once. */
    public static KafkaMetricsPoller start(String instance, KafkaStats stats, LoopMetrics metrics, int partitions) {
        KafkaMetricsPoller poller = new KafkaMetricsPoller(instance, stats, metrics, partitions);
        ScheduledFuture<?> _ =
                poller.thread.scheduleWithFixedDelay(poller::look, 0, LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return poller;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        stats.close();
    }

    /** Asks once. What is not answered, as it may not be allowed, is said once, until it is. */
    void look() {
        lags = ask("lags", stats::commandLags);
        disks = ask("disks", stats::disks);
        disks.keySet().forEach(this::show);
    }

    private <V> Map<Integer, V> ask(String what, Question<V> question) {
        try {
            Map<Integer, V> answer = question.ask();
            silent.remove(what);
            return answer;
        } catch (KafkaSilentException e) {
            if (silent.add(what) && !thread.isShutdown()) {
                log.warn("[{}] {} metrics unavailable, retrying: {}", instance, what, message(e));
            }
            return Map.of();
        }
    }

    private void show(int broker) {
        if (brokersShown.add(broker)) {
            String id = String.valueOf(broker);
            meters.gauge(
                    CommandMetric.BROKER_DISK_BYTES, this, poller -> poller.of(broker, Disks::bytes), "broker", id);
            meters.gauge(
                    CommandMetric.BROKER_DISK_FREE, this, poller -> poller.of(broker, Disks::freeBytes), "broker", id);
        }
    }

    private double of(int broker, Function<Disks, Long> value) {
        Disks known = disks.get(broker);
        return orNan(known == null ? null : value.apply(known));
    }

    private static double orNan(@Nullable Long value) {
        return value == null ? Double.NaN : value;
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
