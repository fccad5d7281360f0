/**
 * What projection-service is told: one record per concern, with key, sentence, default and check side by side.
 */
@NullMarked
package dev.foldline.projection.config;

import org.jspecify.annotations.NullMarked;
