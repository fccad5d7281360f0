/**
 * The faults of a torture.
 *
 * <p>Read {@link dev.foldline.torture.fault.Fault} first.
 */
@NullMarked
package dev.foldline.torture.fault;

import org.jspecify.annotations.NullMarked;
