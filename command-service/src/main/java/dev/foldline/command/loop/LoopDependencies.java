package dev.foldline.command.loop;

import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.loop.source.CommandSource;
import dev.foldline.command.store.EventStore;
import java.util.function.LongSupplier;

/**
 * The dependencies of one loop; none is shared with another worker.
 *
 * @param nanoTime a clock that only measures
 */
record LoopDependencies(
        CommandSource source, EventStore store, Forwarder forwarder, LoopProbe probe, LongSupplier nanoTime) {}
