package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes a group's coordinator forget offsets of a transaction whose end is in the log and was not applied to its
 * memory. It keeps them by producer id, and drops those of a producer with the next end of a transaction of that
 * producer: so a transaction is begun, and aborted, under each of the group's own transactional ids, which keep their
 * producer id.
 *
 * <p>Aborted and not committed: a commit would also apply what the coordinator holds, and nobody can tell whether that
 * was committed. So offsets can only go back, and what reads again from them drops the repeats.
 */
final class PendingClearing {

    /** A group has one id for each of its threads, and those of threads that were, for a week. */
    private static final int IDS_MAX = 50;

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

    /** No transaction is open or about to end. */
    private static final Set<TransactionState> IDLE =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_ABORT, TransactionState.COMPLETE_COMMIT);

    private final Admin admin;
    private final String bootstrapServers;
    private final PendingOffsets.Group group;

    PendingClearing(Admin admin, String bootstrapServers, PendingOffsets.Group group) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.group = group;
    }

    /**
     * Aborts a transaction with an offset of the group under each of its ids that has written nothing to the partition
     * of its offsets of late; one that has does not need it, because its own transactions do the same. A live producer
     * of such an id is fenced by that, and opened again by its owner.
     *
     * @param partition of the topic of committed offsets
     * @param since     when the offset was found pending
     * @param pending   a partition whose offset is pending
     * @return what was done, as a half sentence
     */
    String clear(TopicPartition partition, Instant since, TopicPartition pending) throws InterruptedException {
        List<String> ids;
        try {
            ids = idleIds(partition, since);
        } catch (ExecutionException | TimeoutException e) {
            return "the group's transactional ids are not known: " + PendingOffsets.reason(e);
        }
        List<String> done = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (String id : ids) {
            try {
                abortOne(id, pending);
                done.add(id);
            } catch (KafkaException e) {
                failed.add(id + " (" + e + ")");
            }
        }
        return "aborted a transaction under " + (done.isEmpty() ? "none" : String.join(", ", done))
                + " of the group's transactional ids"
                + (failed.isEmpty() ? "" : ", and failed to under " + String.join(", ", failed));
    }

    private List<String> idleIds(TopicPartition partition, Instant since)
            throws ExecutionException, TimeoutException, InterruptedException {
        Set<Long> busy = PendingOffsets.answer(
                        admin.describeProducers(List.of(partition)).partitionResult(partition))
                .activeProducers()
                .stream()
                .filter(producer -> producer.lastTimestamp() >= since.toEpochMilli())
                .map(ProducerState::producerId)
                .collect(Collectors.toSet());
        return PendingOffsets.answer(admin.listTransactions().all()).stream()
                .filter(listing -> group.isOwn().test(listing.transactionalId()))
                .filter(listing -> IDLE.contains(listing.state()) && !busy.contains(listing.producerId()))
                .map(TransactionListing::transactionalId)
                .sorted()
                .limit(IDS_MAX)
                .toList();
    }

    private void abortOne(String transactionalId, TopicPartition pending) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                (int) TRANSACTION_TIMEOUT.toMillis(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                TRANSACTION_TIMEOUT.toMillis());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            // The offset is dropped with the transaction; it makes the coordinator write a marker to the partition.
            producer.sendOffsetsToTransaction(
                    Map.of(pending, new OffsetAndMetadata(0)), OffsetsTopic.outsider(bootstrapServers, group.id()));
            producer.abortTransaction();
        }
    }
}
