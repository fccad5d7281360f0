/**
 * Rows and columns: how events, outcomes and dead letters are written to binary COPY and read from results. Which rows,
 * and when, is decided one package up.
 */
@NullMarked
package dev.foldline.command.store.postgres.rows;

import org.jspecify.annotations.NullMarked;
