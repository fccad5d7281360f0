/**
 * Sequenced dead letters: an event that cannot be applied parks its key, later events of that key wait behind it, and
 * all others flow.
 *
 * <p>Read {@link dev.foldline.projection.deadletter.Sequencer} first.
 */
@NullMarked
package dev.foldline.projection.deadletter;

import org.jspecify.annotations.NullMarked;
