/**
 * Partitions that nobody works on, as every instance sees them, whether or not it owns them.
 *
 * <p>Read {@link dev.foldline.command.ops.unattended.PartitionSigns} first: it says what is asked, of whom and why.
 */
@NullMarked
package dev.foldline.command.ops.unattended;

import org.jspecify.annotations.NullMarked;
