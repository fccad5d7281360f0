/**
 * The embedded stack: real Postgres, Kafka, registry and both services as child processes of this one.
 *
 * <p>Read {@link dev.foldline.stack.LocalStack} first: it starts and stops everything in order.
 * {@link dev.foldline.stack.ManagedProcess} is one child, {@code DataFolder} the folder that keeps their data. How to
 * run each server is defined in {@code dev.foldline.stack.server}, which does not handle processes.
 */
@NullMarked
package dev.foldline.stack;

import org.jspecify.annotations.NullMarked;
