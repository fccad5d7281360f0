package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that hang in a partition, by the means of KIP-664: its log has their records, and no coordinator
 * will ever write their marker, so that no {@code read_committed} reader gets past them. A broker that is killed can
 * leave one behind.
 *
 * <p>It serves for a partition of a topic, and for one of {@code __consumer_offsets} (see {@link OffsetsTopic}), whose
 * groups get no committed offset while a transaction with their offsets is open. Nothing that was committed is lost.
 * Not thread-safe.
 */
public final class HangingTransactions {

    private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);

    /** Limit of each question to the cluster. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** What the coordinators know, each in the partitions that it leads. */
    private static final String TRANSACTION_LOG = "__transaction_state";

    /** For the log: the transactional id of a producer that no coordinator lists. */
    private static final String UNLISTED = "not known";

    private final Admin admin;
    private final String consequence;

    /**
     * @param admin       remains the caller's
     * @param consequence for the log: what becomes of the work of a transaction that was ended, as a half sentence
     */
    public HangingTransactions(Admin admin, String consequence) {
        this.admin = admin;
        this.consequence = consequence;
    }

    /**
     * A transaction as the leader of the partition sees it.
     *
     * @param coordinatorEpoch of the producer's last marker in the partition; 0, which no coordinator is below, before
     *                         its first
     */
    private record OpenTransaction(long producerId, int producerEpoch, int coordinatorEpoch, long startOffset) {

        static OpenTransaction of(ProducerState producer) {
            return new OpenTransaction(
                    producer.producerId(),
                    producer.producerEpoch(),
                    Math.max(producer.coordinatorEpoch().orElse(0), 0),
                    producer.currentTransactionStartOffset().orElseThrow());
        }
    }

    /**
     * A transaction that is open in a partition, for code that has to wait for it.
     *
     * @param startOffset     of its first record there
     * @param lastWriteMs     when its producer last wrote there, in milliseconds since 1970
     * @param transactionalId null if no coordinator lists its producer
     * @param coordinators    what its coordinator says of it; null if none has a transaction in the partition
     */
    public record Held(
            long producerId,
            int producerEpoch,
            long startOffset,
            long lastWriteMs,
            @Nullable String transactionalId,
            @Nullable TransactionDescription coordinators) {}

    /** The transactions that are open in a partition, the oldest first. */
    public List<Held> held(TopicPartition partition) throws ExecutionException, TimeoutException, InterruptedException {
        List<ProducerState> open = producers(partition).stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .sorted(Comparator.comparingLong(
                        producer -> producer.currentTransactionStartOffset().orElseThrow()))
                .toList();
        Map<Long, String> ids =
                transactionalIds(open.stream().map(ProducerState::producerId).collect(Collectors.toSet()));
        Map<String, TransactionDescription> known = descriptions(partition, ids.values());
        return open.stream()
                .map(producer -> {
                    String id = ids.get(producer.producerId());
                    return new Held(
                            producer.producerId(),
                            producer.producerEpoch(),
                            producer.currentTransactionStartOffset().orElseThrow(),
                            producer.lastTimestamp(),
                            id,
                            id == null ? null : known.get(id));
                })
                .toList();
    }

    /**
     * Ends the transactions of a partition that a coordinator does not have as open there. One that a coordinator has
     * is never touched, nor is one of a producer that none lists while a coordinator is away. What is refused is logged
     * and left as it is.
     *
     * <p>The client must be allowed to describe the transactional ids of all writers to the partition: the cluster does
     * not list other ids to it, and their transactions look as if no coordinator had them.
     *
     * @param startedBelow only transactions that start below this offset are looked at: it was the end of the log
     *                     longer ago than a transaction may take
     * @return whether one was ended; its marker is in the log, and the end of the partition may take a moment to move
     */
    public boolean end(TopicPartition partition, long startedBelow) throws InterruptedException {
        try {
            Set<OpenTransaction> hanging = open(partition);
            hanging.removeIf(transaction -> transaction.startOffset() >= startedBelow);
            if (hanging.isEmpty()) {
                return false;
            }
            Map<Long, String> ids = transactionalIds(producerIds(hanging));
            if (!ids.keySet().containsAll(producerIds(hanging)) && !everyCoordinatorIsThere()) {
                return undecided(partition, "a partition of " + TRANSACTION_LOG + " has no leader to ask");
            }
            Set<String> known = descriptions(partition, ids.values()).keySet();
            hanging.removeIf(transaction -> known.contains(ids.getOrDefault(transaction.producerId(), UNLISTED)));
            // A coordinator forgets a transaction only after its marker is in the log: one that it did not know, and
            // that is still open after the question, will not be ended by it.
            hanging.retainAll(open(partition));
            boolean ended = false;
            for (OpenTransaction transaction : hanging) {
                ended |= abort(partition, transaction, ids.getOrDefault(transaction.producerId(), UNLISTED));
            }
            return ended;
        } catch (ExecutionException | TimeoutException e) {
            return undecided(partition, reason(e));
        }
    }

    private static boolean undecided(TopicPartition partition, String reason) {
        log.warn(
                "{}: whether a transaction hangs in it cannot be told, none was ended and its readers wait: {}",
                partition,
                reason);
        return false;
    }

    private boolean abort(TopicPartition partition, OpenTransaction transaction, String transactionalId)
            throws InterruptedException {
        String who = "the transaction of producer id " + transaction.producerId() + " epoch "
                + transaction.producerEpoch() + " (transactional id " + transactionalId + "), open since offset "
                + transaction.startOffset();
        try {
            answer(admin.abortTransaction(new AbortTransactionSpec(
                            partition,
                            transaction.producerId(),
                            (short) transaction.producerEpoch(),
                            transaction.coordinatorEpoch()))
                    .all());
            log.warn(
                    "{}: {}, was hanging, no coordinator has it, and was aborted; nothing committed is lost, {}",
                    partition,
                    who,
                    consequence);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.warn(
                    "{}: {}, is hanging, no coordinator has it, and could not be aborted, which takes Alter or"
                            + " ClusterAction on the cluster; its readers wait until kafka-transactions.sh ends it: {}",
                    partition,
                    who,
                    reason(e));
            return false;
        }
    }

    private Set<OpenTransaction> open(TopicPartition partition)
            throws ExecutionException, TimeoutException, InterruptedException {
        return producers(partition).stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(OpenTransaction::of)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** All that have written to a partition, with a transaction that is open or without. */
    private List<ProducerState> producers(TopicPartition partition)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer(admin.describeProducers(List.of(partition)).partitionResult(partition))
                .activeProducers();
    }

    private static Set<Long> producerIds(Set<OpenTransaction> transactions) {
        return transactions.stream().map(OpenTransaction::producerId).collect(Collectors.toSet());
    }

    /** The transactional ids that coordinators have for the producer ids, whatever state they are in. */
    private Map<Long, String> transactionalIds(Set<Long> producerIds)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<Long, String> ids = new HashMap<>();
        if (producerIds.isEmpty()) {
            // A filter without a value lets all pass.
            return ids;
        }
        for (TransactionListing listing :
                answer(admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producerIds))
                        .all())) {
            ids.put(listing.producerId(), listing.transactionalId());
        }
        return ids;
    }

    /**
     * Those of the transactional ids of which a coordinator has a transaction in the partition that is ongoing, or
     * whose marker is still to be written there.
     */
    private Map<String, TransactionDescription> descriptions(
            TopicPartition partition, Collection<String> transactionalIds)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, TransactionDescription> descriptions = new HashMap<>(
                answer(admin.describeTransactions(transactionalIds).all()));
        descriptions
                .values()
                .removeIf(description -> !description.topicPartitions().contains(partition));
        return descriptions;
    }

    /** Whether a producer id that no coordinator lists is one that none has, and not one whose coordinator is away. */
    private boolean everyCoordinatorIsThere() throws ExecutionException, TimeoutException, InterruptedException {
        return answer(admin.describeTopics(List.of(TRANSACTION_LOG)).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.leader() != null && !partition.leader().isEmpty());
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, TimeoutException, InterruptedException {
        return asked.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One line of it: a throwable would be logged with its stack. */
    private static String reason(Exception e) {
        Throwable cause = e.getCause();
        return e instanceof ExecutionException && cause != null ? cause.toString() : e.toString();
    }
}
