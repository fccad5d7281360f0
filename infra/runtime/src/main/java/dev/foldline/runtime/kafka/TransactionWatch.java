package dev.foldline.runtime.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the topics of a service for partitions that no {@code read_committed} reader gets to the end of, and ends
 * the transactions that hang in them (see {@link HangingTransactions}). A broker that is killed can leave them in any
 * topic: in a changelog they keep a store from being restored, in the commands they keep the owner from deciding.
 *
 * <p>A partition counts as held when its last stable offset is below its end and does not move for longer than a
 * transaction may take. Has a thread of its own.
 */
public final class TransactionWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TransactionWatch.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /**
     * How often it looks, and how long it waits.
     *
     * @param lookInterval between two looks
     * @param patience     after which a partition that is held counts as held by what hangs
     */
    public record Pace(Duration lookInterval, Duration patience) {

        /** How often a coordinator looks for transactions that have outlived their time-out, in Kafka's default. */
        private static final Duration COORDINATORS_LOOK = Duration.ofSeconds(10);

        /**
         * Ends nothing that its coordinator is still going to end.
         *
         * @param transactionTimeout longest of those that write to the topics
         */
        public static Pace after(Duration transactionTimeout) {
            return new Pace(COORDINATORS_LOOK, transactionTimeout.plus(COORDINATORS_LOOK));
        }
    }

    /**
     * A partition whose end cannot be reached.
     *
     * @param stableEnd where it is held
     * @param logEnd    its end when that was first seen
     */
    private record HeldUp(long stableEnd, long logEnd, long sinceNs) {}

    private final Admin admin;
    private final HangingTransactions hanging;
    private final Predicate<String> topics;
    private final Pace pace;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final Map<TopicPartition, HeldUp> heldUp = new HashMap<>();
    private boolean silent;

    private TransactionWatch(Admin admin, Predicate<String> topics, Pace pace, String consequence) {
        this.admin = admin;
        this.hanging = new HangingTransactions(admin, consequence);
        this.topics = topics;
        this.pace = pace;
        this.thread = Thread.ofVirtual().name("transaction-watch").unstarted(this::lookUntilClosed);
    }

    /**
     * Begins to watch.
     *
     * @param admin       closed with the watch
     * @param topics      those that are looked at, by name
     * @param consequence for the log: what becomes of the work of a transaction that was ended, half a sentence
     */
    public static TransactionWatch start(Admin admin, Predicate<String> topics, Pace pace, String consequence) {
        TransactionWatch watch = new TransactionWatch(admin, topics, pace, consequence);
        watch.thread.start();
        return watch;
    }

    private void lookUntilClosed() {
        try {
            while (!closed.await(pace.lookInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                    silent = false;
                } catch (ExecutionException | TimeoutException | KafkaException e) {
                    if (!silent) {
                        log.info("cannot check for hanging transactions, retrying: {}", e.toString());
                    }
                    silent = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws ExecutionException, TimeoutException, InterruptedException {
        List<TopicPartition> partitions = partitions();
        // In this order: a transaction that ends meanwhile makes a partition look free, and none looks held that is
        // not.
        Map<TopicPartition, Long> logEnds = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> stableEnds = ends(partitions, IsolationLevel.READ_COMMITTED);
        heldUp.keySet().retainAll(partitions);
        for (TopicPartition partition : partitions) {
            long stableEnd = stableEnds.getOrDefault(partition, 0L);
            long logEnd = logEnds.getOrDefault(partition, 0L);
            HeldUp before = heldUp.get(partition);
            if (stableEnd >= logEnd) {
                heldUp.remove(partition);
            } else if (before == null || before.stableEnd() != stableEnd) {
                heldUp.put(partition, new HeldUp(stableEnd, logEnd, System.nanoTime()));
            } else if (System.nanoTime() - before.sinceNs() > pace.patience().toNanos()) {
                hanging.end(partition, before.logEnd());
                // What was refused, or is known to a coordinator, is looked at again after as long.
                heldUp.remove(partition);
            }
        }
    }

    private List<TopicPartition> partitions() throws ExecutionException, TimeoutException, InterruptedException {
        Collection<String> names =
                answer(admin.listTopics().names()).stream().filter(topics).toList();
        return answer(admin.describeTopics(names).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, IsolationLevel isolation)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer(admin.listOffsets(
                                partitions.stream()
                                        .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())),
                                new ListOffsetsOptions(isolation))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, TimeoutException, InterruptedException {
        return asked.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CALL_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ZERO);
    }
}
