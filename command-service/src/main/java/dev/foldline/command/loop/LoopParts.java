package dev.foldline.command.loop;

import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.store.EventStore;
import java.util.function.LongSupplier;

/**
 * What a loop works with, all of it its worker's own.
 *
 * @param nanoTime a clock that only measures
 */
record LoopParts(CommandSource source, EventStore store, Forwarder forwarder, LoopProbe probe, LongSupplier nanoTime) {}
