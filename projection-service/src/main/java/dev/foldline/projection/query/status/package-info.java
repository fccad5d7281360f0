/**
 * How far views are: asked of all instances, and compared with the ends of the events topic.
 *
 * <p>Read {@link dev.foldline.projection.query.status.ProjectionStatus} first.
 */
@NullMarked
package dev.foldline.projection.query.status;

import org.jspecify.annotations.NullMarked;
