/**
 * Sequenced dead letters: an event that cannot be applied parks its key. Later events of that key wait behind it, and
 * other keys are not affected.
 *
 * <p>Read {@link dev.foldline.projection.deadletter.SequencedDeadLetters} first.
 */
@NullMarked
package dev.foldline.projection.deadletter;

import org.jspecify.annotations.NullMarked;
