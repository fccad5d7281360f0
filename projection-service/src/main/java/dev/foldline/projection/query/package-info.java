/**
 * Views over HTTP.
 *
 * <p>Read {@link dev.foldline.projection.query.ProjectionRoutes} first.
 */
@NullMarked
package dev.foldline.projection.query;

import org.jspecify.annotations.NullMarked;
