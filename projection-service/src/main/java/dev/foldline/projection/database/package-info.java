/** The tables of projection-service: connections to them, and their migrations. */
@NullMarked
package dev.foldline.projection.database;

import org.jspecify.annotations.NullMarked;
