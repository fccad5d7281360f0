/**
 * What the author of a process manager writes: which events belong to a process, and what it does about each of its
 * inputs; all pure.
 *
 * <p>Read {@link dev.foldline.domain.process.ProcessManager} first.
 */
@NullMarked
package dev.foldline.domain.process;

import org.jspecify.annotations.NullMarked;
