package dev.foldline.command.forward;

import dev.foldline.command.store.PartitionBatch;
import java.util.List;

/** Told what the forwarder does, for metrics. Called by its threads; must return at once. */
@FunctionalInterface
public interface ForwardProbe {

    /** These batches are on the topics; the transaction took so long. */
    void forwarded(List<PartitionBatch> batches, long nanos);
}
