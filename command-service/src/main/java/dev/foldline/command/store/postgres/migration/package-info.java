/**
 * The tables of the store and of the domains' inline views: SQL files on the class path, the store's in {@code
 * db/migration}, those of the domain NAME in {@code db/domain/NAME}. Read {@link
 * dev.foldline.command.store.postgres.migration.StoreMigration} first.
 */
@NullMarked
package dev.foldline.command.store.postgres.migration;

import org.jspecify.annotations.NullMarked;
