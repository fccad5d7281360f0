/**
 * What the author of a read model writes: which view, and into which table of Postgres.
 *
 * <p>Read {@link dev.foldline.projection.view.table.ReadModel} first.
 */
@NullMarked
package dev.foldline.projection.view.table;

import org.jspecify.annotations.NullMarked;
