/**
 * The main loop of the write side: poll, load, decide, commit, forward.
 *
 * <p>Read {@link dev.foldline.command.loop.CommandLoop} first: its {@code turn} is the whole protocol on one screen.
 * Then {@link dev.foldline.command.loop.OwnedPartitions}, which is how a partition becomes ours and stops being ours,
 * and {@link dev.foldline.command.loop.BatchDecider}, which turns commands into rows.
 */
@NullMarked
package dev.foldline.command.loop;

import org.jspecify.annotations.NullMarked;
