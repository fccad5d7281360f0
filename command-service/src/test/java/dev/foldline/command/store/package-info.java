/** The contract of the event store, and the fake that passes it. */
@NullMarked
package dev.foldline.command.store;

import org.jspecify.annotations.NullMarked;
