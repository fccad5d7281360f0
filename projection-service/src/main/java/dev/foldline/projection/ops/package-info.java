/**
 * What an operator sees: metrics and health.
 */
@NullMarked
package dev.foldline.projection.ops;

import org.jspecify.annotations.NullMarked;
