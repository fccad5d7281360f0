/**
 * Which commands a stream has answered since its beginning, so that a repeated one is found at the same cost however
 * long the stream is.
 *
 * <p>Read {@link dev.foldline.command.stream.history.HistoryLoader} first.
 */
@NullMarked
package dev.foldline.command.stream.history;

import org.jspecify.annotations.NullMarked;
