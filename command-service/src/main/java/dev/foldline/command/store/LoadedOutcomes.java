package dev.foldline.command.store;

import java.util.List;
import java.util.UUID;

/**
 * The newest commands of a stream that left no events.
 *
 * @param commandIds     their ids, oldest first, at most {@link EventStore#LOADED_OUTCOMES_MAX}
 * @param olderCreatedMs where there are more than that: the latest creation time that a UUIDv7 among the older ones
 *                       carries, in ms, 0 where no older one is a UUIDv7; {@link #NO_OLDER} where there are no more;
 *                       {@link #UNKNOWN} where there are too many to look at. Where the load began at a snapshot, only
 *                       those are meant that the snapshot does not tell of
 */
public record LoadedOutcomes(List<UUID> commandIds, long olderCreatedMs) {

    /** Value of {@code olderCreatedMs} when {@code commandIds} holds all of them. */
    public static final long NO_OLDER = -1;

    /** Value of {@code olderCreatedMs} when there are more than {@link EventStore#OLDER_OUTCOMES_MAX} older ones. */
    public static final long UNKNOWN = Long.MAX_VALUE;
}
