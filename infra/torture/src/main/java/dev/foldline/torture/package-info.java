/**
 * {@code foldline torture}: the whole pipeline under load and faults drawn from a seed, and the proof from outside that
 * it kept its promises.
 *
 * <p>Read {@link dev.foldline.torture.TortureRun} first.
 */
@NullMarked
package dev.foldline.torture;

import org.jspecify.annotations.NullMarked;
