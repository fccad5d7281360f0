/**
 * Dead letters as an operator handles them: looks at them, sends them again, or puts them aside. Start reading in
 * {@link dev.foldline.command.deadletter.DeadLetterService}.
 *
 * <p>It works beside the loop, over connections of its own, and from any instance for any partition.
 */
@NullMarked
package dev.foldline.command.deadletter;

import org.jspecify.annotations.NullMarked;
