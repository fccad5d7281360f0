/** How rows of a view stand in Postgres: as JSON in one table for all, or in a table of a read model's own. */
@NullMarked
package dev.foldline.projection.readmodel.rows;

import org.jspecify.annotations.NullMarked;
