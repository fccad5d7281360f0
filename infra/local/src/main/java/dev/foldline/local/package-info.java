/**
 * The embedded stack: real Postgres, Kafka, registry and both services as child processes of this one.
 *
 * <p>Read {@link dev.foldline.local.LocalStack} first: it starts and stops everything in order. {@link
 * dev.foldline.local.ManagedProcess} is one child, {@code DataFolder} the folder that keeps their data, and one class per
 * server knows how to run it.
 */
@NullMarked
package dev.foldline.local;

import org.jspecify.annotations.NullMarked;
