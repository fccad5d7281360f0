package dev.foldline.e2e.guards;

import dev.foldline.testing.TestTimeouts;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ProduceRequest;

/**
 * A transactional record that no coordinator was told of, as a producer's request that is late leaves it behind: its
 * transaction hangs. No producer sends such a thing, so the request is written by hand, in the last version that leaves
 * it to the producer to tell the coordinator.
 */
record UnannouncedRecord(
        TopicPartition partition, String transactionalId, long producerId, short epoch, List<Header> headers) {

    private static final short VERSION = ProduceRequest.LAST_STABLE_VERSION_BEFORE_TRANSACTION_V2;
    private static final short ACKS_ALL = -1;

    /** Sends it, and says whether the broker took it: while it verifies transactions it does not. */
    boolean isTaken(String address) {
        return RawRequest.isTaken(address, new ProduceRequest.Builder(VERSION, VERSION, data()).build(VERSION));
    }

    private ProduceRequestData data() {
        MemoryRecords records = MemoryRecords.withTransactionalRecords(
                Compression.NONE,
                producerId,
                epoch,
                0,
                new SimpleRecord(System.currentTimeMillis(), new byte[0], new byte[0], headers.toArray(Header[]::new)));
        TopicProduceDataCollection topics = new TopicProduceDataCollection();
        topics.add(new TopicProduceData()
                .setName(partition.topic())
                .setPartitionData(List.of(new PartitionProduceData()
                        .setIndex(partition.partition())
                        .setRecords(records))));
        return new ProduceRequestData()
                .setTransactionalId(transactionalId)
                .setAcks(ACKS_ALL)
                .setTimeoutMs((int) TestTimeouts.CONDITION.toMillis())
                .setTopicData(topics);
    }
}
