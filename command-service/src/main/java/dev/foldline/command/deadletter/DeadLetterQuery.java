package dev.foldline.command.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * Which dead letters to list.
 *
 * @param partition of the commands; null for all
 * @param openOnly  leaves out those that are resolved
 * @param code      of the error; null for all
 * @param limit     how many at most, the first ones by partition and offset
 */
public record DeadLetterQuery(
        @Nullable Integer partition,
        boolean openOnly,
        @Nullable String code,
        int limit) {}
