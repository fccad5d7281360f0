/**
 * The API for authors of a read model: which view is written, and into which table of Postgres.
 *
 * <p>Read {@link dev.foldline.domain.view.table.ReadModel} first.
 */
@NullMarked
package dev.foldline.domain.view.table;

import org.jspecify.annotations.NullMarked;
