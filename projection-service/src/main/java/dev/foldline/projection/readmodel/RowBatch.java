package dev.foldline.projection.readmodel;

import dev.foldline.projection.readmodel.rows.RowChange;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The records of one partition in one poll.
 *
 * @param from    the checkpoint before it
 * @param to      the checkpoint after it
 * @param changes the last change of every row in between, each row once
 * @param <V>     the view's row
 */
record RowBatch<V extends SpecificRecord>(Checkpoint from, Checkpoint to, List<RowChange<V>> changes) {}
