package dev.foldline.command;

import dev.foldline.command.loop.CommandWorker;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.command.stream.WorkMark.Work;
import dev.foldline.runtime.Health;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the domain's code that does not return: which command or stream it is busy with, for health and the log.
 * It cannot be ended, as no thread can be; the worker does nothing else until it returns, or the process is restarted.
 *
 * <p>Looks once a second, on a thread of its own. Thread-safe.
 */
final class StuckWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StuckWatch.class);

    /** How long one command may take before it is named; a look later it is in health, so within 10 s. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** What was seen of one worker, and since when it is the same. */
    private record Seen(Work work, long step, long sinceNs, boolean said) {

        @SuppressWarnings("ReferenceEquality") // Of the same piece of work, not of one like it.
        boolean isStill(Work now, long itsStep) {
            return work == now && step == itsStep;
        }
    }

    private final Map<String, WorkMark> marks;
    private final LongSupplier nanoTime;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final Thread thread;

    /**
     * @param marks    of each worker, by its name
     * @param nanoTime a clock that only measures
     */
    StuckWatch(Map<String, WorkMark> marks, LongSupplier nanoTime) {
        this.marks = Map.copyOf(marks);
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().daemon().name("stuck-watch").unstarted(this::run);
    }

    /** Watches these workers until it is closed. */
    static StuckWatch start(Iterable<CommandWorker> workers) {
        Map<String, WorkMark> marks = new TreeMap<>();
        workers.forEach(worker -> marks.put(worker.name(), worker.mark()));
        StuckWatch watch = new StuckWatch(marks, System::nanoTime);
        watch.thread.start();
        return watch;
    }

    /** {@link Health#OK}, or what each worker that does not go on is busy with, and since when. */
    String readiness() {
        long nowNs = nanoTime.getAsLong();
        String stuck = new TreeMap<>(seen)
                .entrySet().stream()
                        .filter(each -> each.getValue().said())
                        .map(each -> sentence(each.getKey(), each.getValue(), nowNs))
                        .collect(Collectors.joining("; "));
        return stuck.isEmpty() ? Health.OK : stuck;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Looks at every worker once. */
    void look() {
        long nowNs = nanoTime.getAsLong();
        marks.forEach((worker, mark) -> {
            Work now = mark.current();
            Seen before = seen.get(worker);
            if (now == null) {
                seen.remove(worker);
            } else if (before == null || !before.isStill(now, now.step())) {
                seen.put(worker, new Seen(now, now.step(), nowNs, false));
            } else if (!before.said() && nowNs - before.sinceNs() >= LIMIT.toNanos()) {
                Seen stuck = new Seen(now, before.step(), before.sinceNs(), true);
                seen.put(worker, stuck);
                log.warn("[{}] {}", worker, sentence(worker, stuck, nowNs));
            }
        });
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String sentence(String worker, Seen stuck, long nowNs) {
        return worker + " waits for the domain's code, which does not return since "
                + Duration.ofNanos(nowNs - stuck.sinceNs()).toSeconds() + " s, in "
                + stuck.work().inWords()
                + ": nothing else of its partitions is decided; take a thread dump, and restart the service with code"
                + " that returns";
    }
}
