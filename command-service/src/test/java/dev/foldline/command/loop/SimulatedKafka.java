package dev.foldline.command.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Kafka as far as the write path leans on it: the commands topic, a consumer group, and transactions that write records
 * and offsets together. Single-threaded and deterministic.
 */
public final class SimulatedKafka extends SimulatedTopics {

    static final String COMMANDS = "commands";

    /** What a transaction has sent and not committed yet. */
    static final class OpenTransaction {
        final List<ProducerRecord<byte @Nullable [], byte @Nullable []>> records = new ArrayList<>();
        final Map<Integer, Long> offsets = new HashMap<>();
        final int memberGeneration;
        boolean offsetsSent;
        boolean aborted;
        boolean committed;

        OpenTransaction(int memberGeneration) {
            this.memberGeneration = memberGeneration;
        }
    }

    final int partitions;
    private final RandomGenerator random;
    private final List<List<ConsumerRecord<byte[], byte[]>>> commands = new ArrayList<>();
    private final Map<Integer, Long> committedOffsets = new HashMap<>();

    /** Offsets up to which partitions of the commands end with markers, and below which they are deleted. */
    private final Map<Integer, Long> markedUpTo = new HashMap<>();

    private final Map<Integer, Long> deletedBelow = new HashMap<>();

    private final Set<Integer> refusing = new HashSet<>();
    private final Set<Integer> hidden = new HashSet<>();

    /** Partitions that have lost both their results and their offset. */
    private final Set<Integer> forgotten = new HashSet<>();

    private final Map<String, OpenTransaction> open = new HashMap<>();

    /** Producers, by member, that somebody has fenced, and that have not been opened again. */
    private final Set<String> fencedProducers = new HashSet<>();

    /** Members that the group knows, with the generation in which each was last seen. */
    private final Map<String, Integer> members = new HashMap<>();

    private final Map<Integer, String> owners = new HashMap<>();

    /** Members whose offsets count whatever generation they say. */
    private final Set<String> believed = new HashSet<>();

    /** Whether the coordinator may take a member that is gone for one that is there. */
    private boolean confusable = true;

    private Runnable betweenReads = () -> {};
    private final Map<Integer, String> targets = new HashMap<>();
    private int generation;

    public SimulatedKafka(int partitions, RandomGenerator random) {
        super(random);
        this.partitions = partitions;
        this.random = random;
        for (int i = 0; i < partitions; i++) {
            commands.add(new ArrayList<>());
        }
    }

    // --- the commands topic ---

    long endOffset(int partition) {
        List<ConsumerRecord<byte[], byte[]>> log = commands.get(partition);
        return Math.max(
                markedUpTo.getOrDefault(partition, 0L),
                log.isEmpty() ? 0 : log.getLast().offset() + 1);
    }

    long firstOffset(int partition) {
        return deletedBelow.getOrDefault(partition, 0L);
    }

    /** Markers of transactions follow the last command. */
    void endWithMarkers(int partition) {
        markedUpTo.put(partition, endOffset(partition) + 1 + random.nextInt(2));
    }

    /** Retention deletes what is below an offset. */
    void deleteCommands(int partition, long below) {
        deletedBelow.merge(partition, below, Math::max);
    }

    List<ConsumerRecord<byte[], byte[]>> commands(int partition) {
        return commands.get(partition);
    }

    /**
     * Appends a command.
     *
     * @param skipped offsets that transaction markers take before it
     */
    public long send(int partition, int skipped, Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        long offset = endOffset(partition) + skipped;
        commands.get(partition).add(record(partition, offset, headers, key, value));
        return offset;
    }

    /** Kafka's own type allows no null, though its records hold them. */
    @SuppressWarnings("NullAway")
    private static ConsumerRecord<byte[], byte[]> record(
            int partition, long offset, Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                COMMANDS, partition, offset, 0, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty());
    }

    // --- the group ---

    int generation() {
        return generation;
    }

    boolean knows(String member) {
        return members.containsKey(member);
    }

    /** A member takes part in the group's newest generation. */
    void joined(String member) {
        if (!members.containsKey(member)) {
            generation++;
        }
        members.put(member, generation);
    }

    /** The group gives a silent member up; its partitions are free at once. */
    void expire(String member) {
        if (members.remove(member) != null) {
            generation++;
            owners.values().removeIf(member::equals);
            targets.values().removeIf(member::equals);
        }
    }

    public void target(int partition, String member) {
        targets.put(partition, member);
        generation++;
    }

    /** Gives a partition to another member, though its owner does not know yet. */
    void move(int partition, String member) {
        owners.remove(partition);
        target(partition, member);
    }

    /** The coordinator knows who is a member and who is not, as it does unless it was loaded in a wrong way. */
    public void knowsItsMembers() {
        confusable = false;
    }

    /** From now on the coordinator accepts the offsets of this member, as it has forgotten its generation. */
    void accepts(String member) {
        believed.add(member);
    }

    Set<Integer> ownedBy(String member) {
        Set<Integer> owned = new HashSet<>();
        owners.forEach((partition, owner) -> {
            if (owner.equals(member)) {
                owned.add(partition);
            }
        });
        return owned;
    }

    Set<Integer> toRevoke(String member) {
        Set<Integer> revoked = ownedBy(member);
        revoked.removeIf(partition -> member.equals(targets.get(partition)));
        return revoked;
    }

    /** What a member has given back makes the group settle once more, so that its next owner gets it. */
    void release(Set<Integer> partitions) {
        if (!partitions.isEmpty()) {
            partitions.forEach(owners::remove);
            generation++;
        }
    }

    /** Gives a member the free partitions that are meant for it. */
    Set<Integer> take(String member) {
        Set<Integer> given = new HashSet<>();
        targets.forEach((partition, target) -> {
            if (target.equals(member) && !owners.containsKey(partition)) {
                owners.put(partition, member);
                given.add(partition);
            }
        });
        return given;
    }

    boolean hasTarget(int partition) {
        return targets.containsKey(partition);
    }

    // --- transactions ---

    /** Begins a transaction, whose records are in the log at once. */
    OpenTransaction begin(String member, int memberGeneration) {
        if (fencedProducers.contains(member)) {
            throw new ProducerFencedException(member + " was fenced");
        }
        OpenTransaction transaction = new OpenTransaction(memberGeneration);
        open.put(member, transaction);
        return transaction;
    }

    /**
     * The offsets of a transaction count only if the member belongs to the generation that it says; or if the member is
     * gone, and the coordinator was loaded in a way that it believes otherwise.
     */
    void sendOffsets(String member, OpenTransaction transaction) {
        requireOpen(member, transaction);
        int memberGeneration = transaction.memberGeneration;
        boolean confused =
                believed.contains(member) || (confusable && !members.containsKey(member) && random.nextInt(3) == 0);
        if (confused) {
            transaction.offsetsSent = true;
            return;
        }
        if (members.getOrDefault(member, -1) != memberGeneration || memberGeneration != generation) {
            throw new CommitFailedException(
                    "generation " + memberGeneration + " of " + member + " is not the group's " + generation);
        }
        transaction.offsetsSent = true;
    }

    private void requireOpen(String member, OpenTransaction transaction) {
        if (!transaction.committed && (transaction.aborted || open.get(member) != transaction)) {
            throw new ProducerFencedException(member + " was fenced or timed out");
        }
    }

    void commit(String member, OpenTransaction transaction) {
        requireOpen(member, transaction);
        if (transaction.committed) {
            return;
        }
        if (transaction.records.stream().anyMatch(record -> refusing.contains(record.partition()))) {
            throw new KafkaException("a record is too large on purpose");
        }
        open.remove(member);
        transaction.committed = true;
        append(transaction.records);
        committedOffsets.putAll(transaction.offsets);
    }

    /** What initTransactions does. */
    void openProducer(String member) {
        abort(member);
        fencedProducers.remove(member);
    }

    /** What Kafka does when a producer is fenced by its transactional id. */
    void fence(String member) {
        abort(member);
        fencedProducers.add(member);
    }

    /** What the broker does when a transaction is open for too long. */
    void abort(String member) {
        OpenTransaction transaction = open.remove(member);
        if (transaction != null) {
            transaction.aborted = true;
        }
    }

    Set<String> membersWithOpenTransactions() {
        return Set.copyOf(open.keySet());
    }

    /**
     * Waits for transactions that have records of a partition: each is committed by its owner meanwhile, or times out.
     */
    void awaitTransactions(int partition) {
        open.entrySet().stream()
                .filter(entry -> entry.getValue().offsets.containsKey(partition))
                .map(Map.Entry::getKey)
                .sorted()
                .toList()
                .forEach(this::end);
    }

    private void end(String member) {
        OpenTransaction transaction = open.get(member);
        if (transaction == null) {
            return;
        }
        try {
            if (random.nextBoolean()) {
                throw new ProducerFencedException(member + " timed out");
            }
            if (!transaction.offsetsSent) {
                sendOffsets(member, transaction);
            }
            commit(member, transaction);
        } catch (KafkaException e) {
            abort(member);
        }
    }

    /** Happens once, when a worker has read the results of a partition and not yet its events. */
    void betweenReads(Runnable what) {
        betweenReads = what;
    }

    /** Time passes between two questions of one worker, in which others may commit what they have open. */
    void passes() {
        Runnable once = betweenReads;
        betweenReads = () -> {};
        once.run();
        if (random.nextInt(4) == 0) {
            membersWithOpenTransactions().stream().sorted().limit(1).forEach(this::end);
        }
    }

    /** Whether the group's coordinator knows the offsets that open transactions will commit. */
    boolean remembersOpenTransactions() {
        return random.nextInt(4) != 0;
    }

    boolean cannotSayOffsets() {
        return random.nextBoolean();
    }

    /** From now on no topic takes records of a partition. */
    void refuse(int partition) {
        refusing.add(partition);
    }

    void accept(int partition) {
        refusing.remove(partition);
    }

    /** From now on nobody can read the ends of a partition. */
    void hideEnds(int partition) {
        hidden.add(partition);
    }

    void showEnds(int partition) {
        hidden.remove(partition);
    }

    boolean endsAreHidden(int partition) {
        return hidden.contains(partition);
    }

    /** Results and the group's offset of a partition are gone, so some of the results will come once more. */
    void forget(int partition) {
        deleteResults(partition);
        committedOffsets.remove(partition);
        forgotten.add(partition);
    }

    boolean hasForgotten(int partition) {
        return forgotten.contains(partition);
    }

    long committedOffset(int partition) {
        return committedOffsets.getOrDefault(partition, -1L);
    }

    /** An operator moves or deletes the group's offset. */
    void resetOffset(int partition, long offset) {
        if (offset < 0) {
            committedOffsets.remove(partition);
        } else {
            committedOffsets.put(partition, offset);
        }
    }
}
