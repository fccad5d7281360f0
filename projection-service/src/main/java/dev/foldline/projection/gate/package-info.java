/**
 * Deduplication between the events topic and a fold: drops duplicates, reports gaps.
 *
 * <p>Read {@link dev.foldline.projection.gate.Gate} first.
 */
@NullMarked
package dev.foldline.projection.gate;

import org.jspecify.annotations.NullMarked;
