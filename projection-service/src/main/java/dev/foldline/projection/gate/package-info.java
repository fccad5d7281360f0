/**
 * The guard between the events topic and a fold: repeats are dropped, gaps are said aloud.
 *
 * <p>Read {@link dev.foldline.projection.gate.Gate} first.
 */
@NullMarked
package dev.foldline.projection.gate;

import org.jspecify.annotations.NullMarked;
