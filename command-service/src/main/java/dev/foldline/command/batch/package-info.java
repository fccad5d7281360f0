/**
 * What one batch becomes: records are decoded, streams loaded, commands decided, and rows written down. Nothing in here
 * commits anything.
 *
 * <p>Read {@link dev.foldline.command.batch.BatchDecider} first, then
 * {@link dev.foldline.command.batch.CommandDecider}.
 */
@NullMarked
package dev.foldline.command.batch;

import org.jspecify.annotations.NullMarked;
