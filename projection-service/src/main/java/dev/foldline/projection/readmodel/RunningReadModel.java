package dev.foldline.projection.readmodel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running read model: the thread of its loop, and a new member of the group when one fails. Thread-safe. */
final class RunningReadModel {

    private static final Logger log = LoggerFactory.getLogger(RunningReadModel.class);

    private static final Duration REOPEN_PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<ReadModelLoop<?>> loops;
    private final ReadModelStats stats;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private RunningReadModel(String name, Supplier<ReadModelLoop<?>> loops, ReadModelStats stats) {
        this.name = name;
        this.loops = loops;
        this.stats = stats;
        this.thread = Thread.ofPlatform().name("read-model-" + name).unstarted(this::run);
    }

    /**
     * Starts writing; returns at once.
     *
     * @param loops opens a member of the group
     */
    static RunningReadModel start(String name, Supplier<ReadModelLoop<?>> loops, ReadModelStats stats) {
        RunningReadModel running = new RunningReadModel(name, loops, stats);
        running.thread.start();
        return running;
    }

    /** Asks it to stop after the current transaction. */
    void stop() {
        closing.countDown();
    }

    /** Waits until it has stopped; interrupts it after the timeout, which loses nothing. */
    void awaitStopped(Duration timeout) {
        try {
            if (!thread.join(timeout)) {
                log.warn("[{}] did not stop within {} ms", name, timeout.toMillis());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                runMember();
                closing.await(REOPEN_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runMember() {
        try (ReadModelLoop<?> loop = loops.get()) {
            while (closing.getCount() > 0) {
                loop.step();
            }
        } catch (RuntimeException e) {
            if (closing.getCount() > 0 && stats.failed(String.valueOf(e.getMessage()))) {
                log.warn("[{}] failed, and begins again at its checkpoints", name, e);
            }
        }
    }
}
