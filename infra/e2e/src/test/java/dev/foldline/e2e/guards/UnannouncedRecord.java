package dev.foldline.e2e.guards;

import dev.foldline.containers.TestTimeouts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * A transactional record that no coordinator was told of, as a producer's request that is late leaves it behind: its
 * transaction hangs. No producer sends such a thing, so the request is written by hand, in the last version that leaves
 * it to the producer to tell the coordinator.
 */
record UnannouncedRecord(
        TopicPartition partition, String transactionalId, long producerId, short epoch, Header header) {

    private static final short VERSION = ProduceRequest.LAST_STABLE_VERSION_BEFORE_TRANSACTION_V2;
    private static final short ACKS_ALL = -1;

    /** Sends it, and says whether the broker took it: while it verifies transactions it does not. */
    boolean isTaken(String host, int port) {
        RequestHeader requestHeader = new RequestHeader(ApiKeys.PRODUCE, VERSION, "unannounced", 1);
        ByteBuffer request = new ProduceRequest.Builder(VERSION, VERSION, data())
                .build(VERSION)
                .serializeWithHeader(requestHeader);
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout((int) TestTimeouts.CONDITION.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.remaining());
            out.write(request.array(), request.arrayOffset() + request.position(), request.remaining());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteBuffer response = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            Map<Errors, Integer> errors =
                    AbstractResponse.parseResponse(response, requestHeader).errorCounts();
            return errors.keySet().equals(Set.of(Errors.NONE));
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + this, e);
        }
    }

    private ProduceRequestData data() {
        MemoryRecords records = MemoryRecords.withTransactionalRecords(
                Compression.NONE,
                producerId,
                epoch,
                0,
                new SimpleRecord(System.currentTimeMillis(), new byte[0], new byte[0], new Header[] {header}));
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
