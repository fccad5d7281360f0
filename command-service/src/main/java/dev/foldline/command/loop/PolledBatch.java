package dev.foldline.command.loop;

import dev.foldline.command.batch.OwnedPartition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The records of some partitions, which are carried through together: of each in the order of offsets. */
record PolledBatch(Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> records) {

    static PolledBatch of(OwnedPartition owner, List<ConsumerRecord<byte[], byte[]>> its) {
        return new PolledBatch(Map.of(owner, its));
    }

    List<Integer> partitions() {
        return records.keySet().stream().map(OwnedPartition::partition).toList();
    }

    boolean isOfOnePartition() {
        return records.size() == 1;
    }

    OwnedPartition owner() {
        return records.keySet().iterator().next();
    }

    List<ConsumerRecord<byte[], byte[]>> its() {
        return records.values().iterator().next();
    }

    List<PolledBatch> eachAlone() {
        return records.entrySet().stream()
                .map(each -> of(each.getKey(), each.getValue()))
                .toList();
    }

    /** The same without some partitions; null if none is left. */
    @Nullable
    PolledBatch without(Collection<Integer> partitions) {
        Map<OwnedPartition, List<ConsumerRecord<byte[], byte[]>>> rest = new LinkedHashMap<>(records);
        rest.keySet().removeIf(owner -> partitions.contains(owner.partition()));
        return rest.isEmpty() || rest.size() == records.size() ? null : new PolledBatch(rest);
    }
}
