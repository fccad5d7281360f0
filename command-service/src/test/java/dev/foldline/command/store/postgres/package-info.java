/** The event store against a real Postgres. */
@NullMarked
package dev.foldline.command.store.postgres;

import org.jspecify.annotations.NullMarked;
