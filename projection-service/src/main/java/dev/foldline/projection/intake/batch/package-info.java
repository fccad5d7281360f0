/**
 * Lets Kafka Streams take many records in one step: what its engine does for every record, it does here for every
 * batch.
 *
 * <p>Read {@link dev.foldline.projection.intake.batch.RecordBatch} first.
 */
@NullMarked
package dev.foldline.projection.intake.batch;

import org.jspecify.annotations.NullMarked;
