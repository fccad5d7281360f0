/**
 * Rows and columns: how events, outcomes, dead letters and rows of inline views are written and read. Which rows, and
 * when, is decided one package up, and by the features beside the loop that have tables or reads of their own.
 */
@NullMarked
package dev.foldline.command.store.postgres.rows;

import org.jspecify.annotations.NullMarked;
