/**
 * A stream in memory: folded from its events or from a snapshot on, with the rows of its inline views and the commands
 * that it has answered. The owner's batches decide on it; live reads look at it.
 *
 * <p>Read {@link dev.foldline.command.stream.StreamLoader} first.
 */
@NullMarked
package dev.foldline.command.stream;

import org.jspecify.annotations.NullMarked;
