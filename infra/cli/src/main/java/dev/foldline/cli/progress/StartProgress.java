package dev.foldline.cli.progress;

import java.io.Console;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Says what a starting stack is doing: a spinner on a terminal, a line for each thing elsewhere. Thread-safe. */
public final class StartProgress implements AutoCloseable {

    private static final int REFRESH_MS = 100;

    private final PrintWriter err;
    private @Nullable ProgressBar spinner;

    private StartProgress(PrintWriter err, @Nullable ProgressBar spinner) {
        this.err = err;
        this.spinner = spinner;
    }

    /** Shows progress on stderr, as a spinner if that is a terminal. */
    public static StartProgress on(PrintWriter err) {
        return new StartProgress(err, isTerminal() ? spinner() : null);
    }

    public synchronized void say(String words) {
        // A replaced port must stay on the screen; the rest is of interest only while it lasts.
        if (spinner == null || words.startsWith("port ")) {
            err.println(words);
            err.flush();
        } else {
            spinner.setExtraMessage(words);
        }
    }

    /** Takes the spinner away; what is said after this comes in lines. */
    public synchronized void done() {
        if (spinner != null) {
            spinner.close();
            spinner = null;
        }
    }

    @Override
    public void close() {
        done();
    }

    /** Whether a person at a terminal sees what is printed. */
    @SuppressWarnings(
            "SystemConsoleNull") // It does return null since JDK 25, whose default console is the plain one again.
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static ProgressBar spinner() {
        return new ProgressBarBuilder()
                .setTaskName("Starting")
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MS)
                .hideEta()
                .clearDisplayOnFinish()
                .build();
    }
}
