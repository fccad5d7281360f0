/**
 * How a view is built anew beside the one that serves, and takes over without a reader noticing.
 *
 * <p>Two halves. Inside a task's transactions: {@link dev.foldline.projection.rebuild.TaskPhase}, what a task of a build
 * may publish; {@link dev.foldline.projection.rebuild.Publisher} and
 * {@link dev.foldline.projection.rebuild.Comparison}, the handing over. Around them: the control record in Postgres and
 * who acts on it; read {@link dev.foldline.projection.rebuild.Phase} first.
 */
@NullMarked
package dev.foldline.projection.rebuild;

import org.jspecify.annotations.NullMarked;
