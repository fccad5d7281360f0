package dev.foldline.cli.progress;

import dev.foldline.verify.VerifyProgress;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on stderr, for people at a terminal whose wait takes over two seconds; for all others, nothing. */
public final class ProgressLine implements VerifyProgress, AutoCloseable {

    private static final Duration SHOWN_AFTER = Duration.ofSeconds(2);
    private static final int UPDATE_INTERVAL_MS = 250;

    private final String task;
    private final boolean silent;
    private long startedNs;
    private long total;
    private long done;
    private @Nullable ProgressBar bar;

    /**
     * @param silent where the output is for a program
     */
    public ProgressLine(String task, boolean silent) {
        this.task = task;
        this.silent = silent || !StartProgress.isTerminal();
    }

    @Override
    public void begin(long steps) {
        startedNs = System.nanoTime();
        total = steps;
    }

    @Override
    public void advance(long steps) {
        done += steps;
        if (silent) {
            return;
        }
        if (bar == null && System.nanoTime() - startedNs > SHOWN_AFTER.toNanos()) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(UPDATE_INTERVAL_MS)
                    .clearDisplayOnFinish()
                    .build();
        }
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
