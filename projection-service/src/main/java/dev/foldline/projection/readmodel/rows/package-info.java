/** How rows of a view are stored in Postgres: as JSON in one table for all, or in a read model's own table. */
@NullMarked
package dev.foldline.projection.readmodel.rows;

import org.jspecify.annotations.NullMarked;
