/**
 * The configuration of projection-service: one record per concern, with key, description, default and check side by
 * side.
 */
@NullMarked
package dev.foldline.projection.config;

import org.jspecify.annotations.NullMarked;
