package dev.foldline.command.store;

import java.util.List;
import java.util.UUID;

/**
 * A stream as the table has it.
 *
 * @param id                     the stream
 * @param events                 all of them, from version 1; empty where there is no stream
 * @param outcomes               ids of the newest commands that left no events, oldest first, at most
 *                               {@link EventStore#LOADED_OUTCOMES_MAX}
 * @param olderOutcomesCreatedMs where there are more outcomes than that: the latest creation time that a UUIDv7 among
 *                               the older ones carries, in ms, 0 where no older one is a UUIDv7;
 *                               {@link #NO_OLDER_OUTCOMES} where there are no more
 */
public record LoadedStream(StreamId id, List<StoredEvent> events, List<UUID> outcomes, long olderOutcomesCreatedMs) {

    /** Value of {@code olderOutcomesCreatedMs} when {@code outcomes} holds all of them. */
    public static final long NO_OLDER_OUTCOMES = -1;
}
