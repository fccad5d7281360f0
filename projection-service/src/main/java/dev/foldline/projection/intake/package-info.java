/**
 * Turns a record of the events topic into an event for a fold: the gate, the types that are read, the order of each key
 * and, where rows have other keys, the repartitioning.
 *
 * <p>Read {@link dev.foldline.projection.intake.TaskIntake} first.
 */
@NullMarked
package dev.foldline.projection.intake;

import org.jspecify.annotations.NullMarked;
