package dev.foldline.command.batch;

import dev.foldline.command.stream.LoadProbe;

/** Told what a batch costs, for metrics. Called by the workers' threads; must return at once. */
public interface BatchProbe extends LoadProbe {

    void spent(Phase phase, long nanos);

    /** Streams of a batch that were in memory, and those that were not. */
    void cache(int hits, int misses);
}
