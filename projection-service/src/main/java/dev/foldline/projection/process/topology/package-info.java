/**
 * Runs process managers on Kafka Streams, exactly once: state, timers, commands and the input offsets are committed in
 * one transaction.
 *
 * <p>Read {@link dev.foldline.projection.process.topology.ProcessTopology} first, then
 * {@link dev.foldline.projection.process.topology.ProcessRunner}.
 */
@NullMarked
package dev.foldline.projection.process.topology;

import org.jspecify.annotations.NullMarked;
