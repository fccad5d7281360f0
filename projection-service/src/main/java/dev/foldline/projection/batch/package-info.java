/**
 * Lets Kafka Streams take many records in one step: what its engine does for every record, it does here for every
 * batch.
 *
 * <p>Read {@link dev.foldline.projection.batch.RecordBatch} first.
 */
@NullMarked
package dev.foldline.projection.batch;

import org.jspecify.annotations.NullMarked;
