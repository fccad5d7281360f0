/**
 * The events topic, or another one, is built again from the table.
 *
 * <p>Read {@link dev.foldline.command.replay.EventReplay} first. What was written is read from the end of the topic, so
 * that a replay that was stopped anywhere continues without repeating or leaving out an event.
 */
@NullMarked
package dev.foldline.command.replay;

import org.jspecify.annotations.NullMarked;
