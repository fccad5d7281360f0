/**
 * The port to the event table: what is appended, what is loaded, and who may do it.
 *
 * <p>Read {@link dev.foldline.command.store.EventStore} first.
 */
@NullMarked
package dev.foldline.command.store;

import org.jspecify.annotations.NullMarked;
