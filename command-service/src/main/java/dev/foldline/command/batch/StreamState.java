package dev.foldline.command.batch;

import dev.foldline.command.decide.AggregateType;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its owner holds it: how far it is, what it folds to, which commands it has answered.
 *
 * @param version version of the stream; 0 where there is none
 * @param type    aggregate type; null where there is no stream
 * @param state   what the type's decider folded; null where there is no stream
 * @param memory  the commands that it has answered, those that left no events included
 * @param broken  why its events cannot be folded, else null
 */
record StreamState(
        long version,
        @Nullable AggregateType<?, ?, ?> type,
        @Nullable Object state,
        CommandMemory memory,
        @Nullable String broken) {}
