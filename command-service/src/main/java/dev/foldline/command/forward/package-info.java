/**
 * From the table to the topics: what was committed is forwarded in one Kafka transaction per batch, in order.
 *
 * <p>Read {@link dev.foldline.command.forward.Forwarder} first, then
 * {@link dev.foldline.command.forward.ForwardRecords}, which says what each row becomes.
 */
@NullMarked
package dev.foldline.command.forward;

import org.jspecify.annotations.NullMarked;
