/**
 * For Java users: send a command, get a future of its result.
 *
 * <p>Read {@link dev.foldline.client.CommandClient} first.
 */
@NullMarked
package dev.foldline.client;

import org.jspecify.annotations.NullMarked;
