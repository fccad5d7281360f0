/**
 * Aggregates as people look at them: their state now, at any version and at any time, and their events.
 *
 * <p>Read {@link dev.foldline.command.read.AggregateReader} first. Everything is read from the table, so any instance
 * answers for any aggregate, and what it answers is committed.
 */
@NullMarked
package dev.foldline.command.read;

import org.jspecify.annotations.NullMarked;
