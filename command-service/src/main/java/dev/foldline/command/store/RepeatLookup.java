package dev.foldline.command.store;

import dev.foldline.command.store.entry.CommandRange;
import java.util.UUID;

/**
 * A command that may have been decided before.
 *
 * @param stream    the stream that would have answered it
 * @param commandId its id
 * @param range     the commands among which it would be
 */
public record RepeatLookup(StreamId stream, UUID commandId, CommandRange range) {}
