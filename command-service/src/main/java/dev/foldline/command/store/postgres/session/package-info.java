/**
 * A connection to Postgres: opened with its limits, thrown away after a failure, its errors told apart in one place.
 */
@NullMarked
package dev.foldline.command.store.postgres.session;

import org.jspecify.annotations.NullMarked;
