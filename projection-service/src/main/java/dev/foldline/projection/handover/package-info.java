/**
 * How one build of a view takes over from another inside the transactions of their tasks, without a reader noticing.
 *
 * <p>A task of the serving build stops folding, and hands its rows over in the order of their keys; the same task of
 * the next build compares them with its own rows and publishes what differs. Read
 * {@link dev.foldline.projection.handover.Phase}, {@link dev.foldline.projection.handover.Publisher} and
 * {@link dev.foldline.projection.handover.Comparison}, in this order.
 */
@NullMarked
package dev.foldline.projection.handover;

import org.jspecify.annotations.NullMarked;
