package dev.foldline.e2e.guards;

import dev.foldline.runtime.kafka.OffsetsTopic;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.TxnOffsetCommitRequest;
import org.apache.kafka.common.requests.TxnOffsetCommitRequest.CommittedOffset;

/**
 * A committed offset in a transaction that no coordinator of transactions was told of, as a request that is late leaves
 * it behind: the group's coordinator does not tell the offset any more. In the last version of the request that leaves
 * it to the producer to tell.
 */
record UnannouncedOffset(
        String group, TopicPartition partition, long offset, String transactionalId, long producerId, short epoch) {

    private static final short VERSION = TxnOffsetCommitRequest.LAST_STABLE_VERSION_BEFORE_TRANSACTION_V2;

    /** A group that has its offsets in the same partition as another. */
    static String otherGroup(Admin admin, String group) throws Exception {
        TopicPartition offsets = OffsetsTopic.partitionOf(admin, group);
        String other = group;
        do {
            other += "-";
        } while (!OffsetsTopic.partitionOf(admin, other).equals(offsets));
        return other;
    }

    /** Sends it, and says whether the broker took it: while it verifies transactions it does not. */
    boolean isTaken(String address) {
        CommittedOffset committed = new CommittedOffset(offset, "", Optional.empty());
        return RawRequest.isTaken(
                address,
                new TxnOffsetCommitRequest.Builder(
                                transactionalId, group, producerId, epoch, Map.of(partition, committed), false)
                        .build(VERSION));
    }
}
