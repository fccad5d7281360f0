/**
 * The API for authors of a process manager: which events belong to a process, and how it reacts to each of its inputs;
 * all pure.
 *
 * <p>Read {@link dev.foldline.domain.process.ProcessManager} first.
 */
@NullMarked
package dev.foldline.domain.process;

import org.jspecify.annotations.NullMarked;
