/**
 * The event table in Postgres 18.
 *
 * <p>Read {@link dev.foldline.command.store.postgres.PostgresEventStore} first. The tables are made by the migrations
 * in {@code db/migration}, which {@link dev.foldline.command.store.postgres.migration.StoreMigration} runs.
 */
@NullMarked
package dev.foldline.command.store.postgres;

import org.jspecify.annotations.NullMarked;
