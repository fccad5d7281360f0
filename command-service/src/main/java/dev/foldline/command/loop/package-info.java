/**
 * The main loop of the write side: poll, load, decide, commit, forward.
 *
 * <p>Read {@link dev.foldline.command.loop.CommandLoop} first: its {@code turn} is the whole protocol on one screen.
 * Then {@link dev.foldline.command.loop.PartitionLifecycle}, which acquires, fences and releases partitions, and {@link
 * dev.foldline.command.batch.BatchDecider}, which turns commands into rows.
 */
@NullMarked
package dev.foldline.command.loop;

import org.jspecify.annotations.NullMarked;
