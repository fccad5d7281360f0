/**
 * Runs projections on Kafka Streams: events, gate, fold, store, topic, exactly once.
 *
 * <p>Read {@link dev.foldline.projection.topology.ProjectionTopology} first, then
 * {@link dev.foldline.projection.topology.RunningProjection}.
 */
@NullMarked
package dev.foldline.projection.topology;

import org.jspecify.annotations.NullMarked;
