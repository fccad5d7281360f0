package dev.foldline.command.deadletter;

import java.time.Instant;

/**
 * That a dead letter is done with.
 *
 * @param at   when
 * @param what what was done, a phrase: "sent again as commands-3@456"
 */
public record Resolution(Instant at, String what) {}
