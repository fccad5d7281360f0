package dev.foldline.bench.stack;

import dev.foldline.cli.endpoint.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs work in several threads and takes the time. */
public final class Rounds {

    private static final double NANOS_PER_SECOND = 1e9;

    private Rounds() {}

    /** Seconds from the start of the first to the end of the last; each has a thread of its own. */
    public static double secondsOf(List<Callable<Void>> parts) {
        try (ExecutorService threads = Executors.newFixedThreadPool(parts.size())) {
            long startedNs = System.nanoTime();
            List<Future<Void>> running = new ArrayList<>();
            parts.forEach(part -> running.add(threads.submit(part)));
            for (Future<Void> part : running) {
                part.get();
            }
            return secondsSince(startedNs);
        } catch (ExecutionException e) {
            throw new CliException("a baseline could not be measured: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while a baseline was measured", e);
        }
    }

    /** Seconds since a moment of {@link System#nanoTime}. */
    public static double secondsSince(long startedNs) {
        return (System.nanoTime() - startedNs) / NANOS_PER_SECOND;
    }
}
