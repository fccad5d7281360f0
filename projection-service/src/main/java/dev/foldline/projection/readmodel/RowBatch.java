package dev.foldline.projection.readmodel;

import dev.foldline.projection.readmodel.rows.RowChange;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * What one poll brought of one partition.
 *
 * @param from    where the partition stands before it
 * @param to      where it stands after it
 * @param changes the last change of every row in between, each row once
 * @param <V>     the view's row
 */
record RowBatch<V extends SpecificRecord>(Checkpoint from, Checkpoint to, List<RowChange<V>> changes) {}
