package dev.foldline.torture.stage;

import dev.foldline.stack.ManagedProcess;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a process to a tenth of its processor time, as on a machine that has too much to do: a thread of its own lets it
 * run for 100 ms of each second (SIGCONT) and stops it for the rest (SIGSTOP). Timers of the process run on meanwhile.
 */
public final class SlowProcess implements AutoCloseable {

    private static final long RUNS_MS = 100;
    private static final long STOPPED_MS = 900;

    private final Runnable suspend;
    private final Runnable resume;
    private final Thread thread;
    private volatile boolean over;
    private volatile @Nullable RuntimeException failure;

    private SlowProcess(String name, Runnable suspend, Runnable resume) {
        this.suspend = suspend;
        this.resume = resume;
        this.thread = Thread.ofPlatform().name("slow-" + name).unstarted(this::alternate);
    }

    /** Begins; the process runs at full speed again after {@link #close}. */
    public static SlowProcess begin(ManagedProcess process) {
        return begin(process.name(), process::suspend, process::resume);
    }

    static SlowProcess begin(String name, Runnable suspend, Runnable resume) {
        SlowProcess slow = new SlowProcess(name, suspend, resume);
        slow.thread.start();
        return slow;
    }

    /**
     * Returns when the process continues, even if this thread is interrupted; its interrupt flag stays set.
     *
     * @throws RuntimeException if it could not be slowed
     */
    @Override
    public void close() {
        over = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void alternate() {
        try {
            while (!Thread.interrupted()) {
                suspend.run();
                TimeUnit.MILLISECONDS.sleep(STOPPED_MS);
                resume.run();
                TimeUnit.MILLISECONDS.sleep(RUNS_MS);
            }
        } catch (InterruptedException e) {
            // It is over.
        } catch (RuntimeException e) {
            // When it is over, this is a signal that was not waited for.
            failure = over ? null : e;
        } finally {
            // With the mark set, nobody would wait until the signal is sent.
            boolean _ = Thread.interrupted();
            resume.run();
        }
    }
}
