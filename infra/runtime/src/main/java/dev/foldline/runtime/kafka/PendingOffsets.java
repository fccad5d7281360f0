package dev.foldline.runtime.kafka;

import dev.foldline.runtime.kafka.HangingTransactions.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Committed offsets of a group that its coordinator does not tell because a transaction with them is open
 * ({@code UNSTABLE_OFFSET_COMMIT}): says what holds them, and ends it where nobody else will.
 *
 * <ul>
 *   <li>A transaction that a coordinator has ends by its producer, or by its time-out. It is named; one of the group's
 *       own producers that has outlived its time-out is fenced, another's is left alone.
 *   <li>A transaction in the log of {@code __consumer_offsets} that no coordinator has is aborted
 *       ({@link HangingTransactions}).
 *   <li>Where none is open in the log, the group's coordinator alone counts one, as after the race of two loads of the
 *       partition. It forgets that with the next end of a transaction of the same producer, so one is begun and aborted
 *       under each of the group's own transactional ids ({@link PendingClearing}). If that does not help, a restart of
 *       the broker does.
 * </ul>
 *
 * <p>Nothing committed is lost by any of them. Not thread-safe.
 */
public final class PendingOffsets {

    private static final Logger log = LoggerFactory.getLogger(PendingOffsets.class);

    /** Limit of each question to the cluster. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** How long an offset is asked for before it counts as pending; a healthy transaction takes far less. */
    private static final Duration PENDING_AFTER = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(250);

    /** How often a coordinator looks for transactions that have outlived their time-out, in Kafka's default. */
    private static final Duration COORDINATORS_LOOK = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(20);

    /** Of the tries, which the status names; the log has all. */
    private static final int TRIES_TOLD_MAX = 3;

    private final Group group;
    private final String bootstrapServers;
    private final Admin admin;
    private final HangingTransactions hanging;
    private @Nullable Episode episode;

    /**
     * A consumer group.
     *
     * @param id                 its name
     * @param isOwn              whether a transactional id is one of its own producers'
     * @param transactionTimeout after which the coordinator aborts a transaction of them
     */
    public record Group(String id, Predicate<String> isOwn, Duration transactionTimeout) {}

    /** From when an offset was first found pending until none is. */
    private static final class Episode {
        final Instant since = now();
        final long sinceNs = System.nanoTime();
        final TopicPartition partition;
        final long logEnd;
        final Map<Long, String> groupAtOffset = new HashMap<>();
        final List<String> tried = new ArrayList<>();

        @Nullable
        Long triedNs;

        Episode(TopicPartition partition, long logEnd) {
            this.partition = partition;
            this.logEnd = logEnd;
        }
    }

    /**
     * @param admin remains the caller's
     */
    public PendingOffsets(Admin admin, String bootstrapServers, Group group) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.hanging = new HangingTransactions(admin, "the group repeats what had not been committed");
    }

    /**
     * Looks whether committed offsets of the group can be determined, and does what may be done where not. A look takes
     * seconds where they cannot.
     *
     * @param partitions whose offsets are asked for
     * @return which cannot, since when, what holds them and what was tried; empty if all can
     * @throws ExecutionException if the cluster refuses to say
     * @throws TimeoutException   if the coordinator does not answer at all
     */
    public Optional<String> look(Collection<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<TopicPartition> pending = pending(partitions);
        if (pending.isEmpty()) {
            Episode over = episode;
            if (over != null) {
                log.info("{}: its committed offsets can be determined again", group.id());
            }
            episode = null;
            return Optional.empty();
        }
        Episode current = episode;
        if (current == null) {
            TopicPartition offsets = OffsetsTopic.partitionOf(admin, group.id());
            current = new Episode(offsets, logEnd(offsets));
            episode = current;
        }
        List<Held> holders = holders(current);
        if (isDue(current)) {
            current.triedNs = System.nanoTime();
            tryToEnd(current, holders, pending);
        }
        return Optional.of(sentence(current, holders, pending));
    }

    /** What was tried since an offset was first found pending, the last things first; empty if nothing is pending. */
    public List<String> tried() {
        Episode current = episode;
        return current == null ? List.of() : List.copyOf(current.tried);
    }

    /** Those that are pending at every look for a while: each offset of a healthy group is so now and then. */
    private List<TopicPartition> pending(Collection<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<TopicPartition> pending = pendingNow(partitions);
        long deadlineNs = System.nanoTime() + PENDING_AFTER.toNanos();
        while (!pending.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(PAUSE);
            pending = pendingNow(pending);
        }
        return pending;
    }

    /** Without those that a coordinator does not tell now the answer is shorter than the question. */
    private List<TopicPartition> pendingNow(Collection<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (partitions.isEmpty()) {
            // A question without partitions is one for all.
            return List.of();
        }
        Set<TopicPartition> told = answer(admin.listConsumerGroupOffsets(
                                Map.of(group.id(), new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                                new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata(group.id()))
                .keySet();
        return partitions.stream()
                .filter(partition -> !told.contains(partition))
                .toList();
    }

    /** What is open in the partition with records of this group, or of one that is not known. */
    private List<Held> holders(Episode current) throws ExecutionException, TimeoutException, InterruptedException {
        List<Held> open = hanging.held(current.partition);
        if (open.stream().anyMatch(held -> !current.groupAtOffset.containsKey(held.startOffset()))) {
            try (OffsetsReader reader = new OffsetsReader(bootstrapServers)) {
                for (Held held : open) {
                    // What could not be read is read again at the next look.
                    current.groupAtOffset.computeIfAbsent(
                            held.startOffset(), offset -> reader.groupAt(current.partition, offset));
                }
            }
        }
        return open.stream()
                .filter(held -> current.groupAtOffset
                        .getOrDefault(held.startOffset(), group.id())
                        .equals(group.id()))
                .toList();
    }

    private boolean isDue(Episode current) {
        long nowNs = System.nanoTime();
        Long triedNs = current.triedNs;
        return nowNs - current.sinceNs > group.transactionTimeout().toNanos()
                && (triedNs == null || nowNs - triedNs > BETWEEN_TRIES.toNanos());
    }

    private void tryToEnd(Episode current, List<Held> holders, List<TopicPartition> pending)
            throws InterruptedException {
        if (holders.isEmpty()) {
            PendingClearing clearing = new PendingClearing(admin, bootstrapServers, group);
            tried(current, clearing.clear(current.partition, current.since, pending.getFirst()));
            return;
        }
        if (holders.stream().anyMatch(held -> held.coordinators() == null)) {
            boolean ended = hanging.end(current.partition, current.logEnd);
            tried(current, ended ? "aborted what no coordinator has" : "could not abort it, the log says why");
        }
        for (Held held : holders) {
            if (isAbandoned(held)) {
                tried(current, fence(Objects.requireNonNull(held.transactionalId())));
            }
        }
    }

    /** Whether it is one of the group's own, and its coordinator should have ended it long ago. */
    private boolean isAbandoned(Held held) {
        TransactionDescription known = held.coordinators();
        String id = held.transactionalId();
        return known != null
                && id != null
                && group.isOwn().test(id)
                && known.state() == TransactionState.ONGOING
                && System.currentTimeMillis() - known.transactionStartTimeMs().orElse(Long.MAX_VALUE)
                        > group.transactionTimeout().plus(COORDINATORS_LOOK).toMillis();
    }

    private String fence(String transactionalId) throws InterruptedException {
        try {
            answer(admin.fenceProducers(List.of(transactionalId)).all());
            return "fenced the producer of transactional id " + transactionalId;
        } catch (ExecutionException | TimeoutException e) {
            return "could not fence the producer of transactional id " + transactionalId + ": " + reason(e);
        }
    }

    private void tried(Episode current, String what) {
        log.warn("{}: committed offsets cannot be determined; {}", group.id(), what);
        current.tried.addFirst(now() + " " + what);
        if (current.tried.size() > TRIES_TOLD_MAX) {
            current.tried.removeLast();
        }
    }

    private String sentence(Episode current, List<Held> holders, List<TopicPartition> pending) {
        String cause = holders.isEmpty()
                ? "no transaction with them is open in " + current.partition
                        + ", its coordinator alone still counts one,"
                        + " which a transaction under this group's own transactional ids clears, or else a restart of"
                        + " the broker that leads that partition"
                : "in " + current.partition + " "
                        + holders.stream().map(this::text).collect(Collectors.joining("; and "));
        String partitions = pending.stream().map(TopicPartition::toString).collect(Collectors.joining(", "));
        return "the committed offset of " + partitions + " cannot be determined since " + current.since + ": " + cause
                + (current.tried.isEmpty()
                        ? "; nothing was tried yet"
                        : "; tried: " + String.join("; ", current.tried));
    }

    private String text(Held held) {
        String who = "producer " + held.producerId() + " (transactional id "
                + (held.transactionalId() == null ? "not known" : held.transactionalId())
                + ") has a transaction open since " + since(held) + ", offset " + held.startOffset();
        TransactionDescription known = held.coordinators();
        if (known == null) {
            return who + ", that no coordinator has: it hangs, and is aborted after "
                    + group.transactionTimeout().toMillis() + " ms";
        }
        String id = held.transactionalId();
        boolean own = id != null && group.isOwn().test(id);
        return who + ", in state " + known.state() + ", that its coordinator ends after "
                + known.transactionTimeoutMs() + " ms"
                + (own ? "" : ", and that is left alone, as it is not of this group's own producers");
    }

    private static Instant since(Held held) {
        TransactionDescription known = held.coordinators();
        long ms = known == null
                ? held.lastWriteMs()
                : known.transactionStartTimeMs().orElse(held.lastWriteMs());
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS);
    }

    private long logEnd(TopicPartition partition) throws ExecutionException, TimeoutException, InterruptedException {
        return answer(admin.listOffsets(
                                Map.of(partition, OffsetSpec.latest()),
                                new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                        .partitionResult(partition))
                .offset();
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    static <T> T answer(KafkaFuture<T> asked) throws ExecutionException, TimeoutException, InterruptedException {
        return asked.get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One line of it: a throwable would be logged with its stack. */
    static String reason(Exception e) {
        Throwable cause = e.getCause();
        return e instanceof ExecutionException && cause != null ? cause.toString() : e.toString();
    }
}
