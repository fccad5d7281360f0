/**
 * Lets Kafka Streams process many records in one step: its engine's work per record is done once per batch.
 *
 * <p>Read {@link dev.foldline.projection.intake.batch.RecordBatch} first.
 */
@NullMarked
package dev.foldline.projection.intake.batch;

import org.jspecify.annotations.NullMarked;
