/**
 * Which build of each view serves, and how a new one is made beside it: the control record in Postgres, and the threads
 * that act on it.
 *
 * <p>Read {@link dev.foldline.projection.rebuild.ProjectionHost} first.
 */
@NullMarked
package dev.foldline.projection.rebuild;

import org.jspecify.annotations.NullMarked;
