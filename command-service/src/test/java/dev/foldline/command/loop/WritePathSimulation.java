package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.StoreFault;
import dev.foldline.serde.RegistrySchemas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The whole write path in one thread, driven by a seed: commands come, workers take turns, and at any step one crashes,
 * sleeps, is given up by the group, loses a reply, or finds another owner in its way. After every step the promises are
 * checked; at the end everything is healed and every command must have been answered.
 */
final class WritePathSimulation {

    private static final int PARTITIONS = 3;
    private static final int STEPS = 400;
    private static final int HEALING_TURNS_MAX = 2000;
    private static final String[] WRITTEN_TOPICS = {"events", "command-results", "commands.dlq"};
    private static final List<String> WORKERS = List.of("worker-1", "worker-2", "worker-3");

    private final RandomGenerator random;
    private final SimulatedKafka kafka;
    private final InMemoryTables tables = new InMemoryTables(PARTITIONS);
    private final RegistrySchemas schemas = TestSchemas.registered();
    private final SimulatedClients clients;
    private final WritePathInvariants invariants;

    /** By name, so that the order in which they are picked depends on the seed alone. */
    private final TreeMap<String, SimulatedWorker> running = new TreeMap<>();

    private final DecisionContext context;
    private long nowMs = 1_700_000_000_000L;
    private boolean interrupting;
    private Runnable traced = () -> {};

    /** Whether topics lose what they need not have any more. */
    private boolean forgetful = true;

    private Set<SimulatedForwarder.Flaw> flaws = Set.of();

    /** A simulation whose forwarders all do something wrong. */
    static WritePathSimulation withForwarders(SimulatedForwarder.Flaw flaw, long seed) {
        return new WritePathSimulation(seed).suffer(Set.of(flaw));
    }

    /**
     * A simulation whose forwarders all do something wrong that fencing a former owner in Kafka would hide, and whose
     * coordinator is never wrong, so that nothing else shows.
     */
    static WritePathSimulation unfencedWithForwarders(SimulatedForwarder.Flaw flaw, long seed) {
        WritePathSimulation flawed = new WritePathSimulation(seed);
        flawed.kafka.knowsItsMembers();
        return flawed.suffer(Set.of(flaw, SimulatedForwarder.Flaw.FENCES_NOBODY));
    }

    private WritePathSimulation suffer(Set<SimulatedForwarder.Flaw> all) {
        flaws = all;
        running.values().forEach(worker -> flaws.forEach(worker.forwarder::sufferFrom));
        return this;
    }

    /** A simulation whose tables let owners write that were replaced. */
    static WritePathSimulation withoutFence(long seed) {
        WritePathSimulation flawed = new WritePathSimulation(seed);
        flawed.tables.stopFencing();
        return flawed;
    }

    WritePathSimulation(long seed) {
        random = new SplittableRandom(seed);
        kafka = new SimulatedKafka(PARTITIONS, random);
        invariants = new WritePathInvariants(kafka, tables, PARTITIONS);
        InstantSource clock = () -> Instant.ofEpochMilli(nowMs);
        clients = new SimulatedClients(kafka, schemas, clock, random, tables::refuse);
        context = SimulatedWorker.context(PARTITIONS, schemas, clock);
        WORKERS.forEach(this::start);
    }

    /** Runs all steps; throws an {@link AssertionError} with what was broken. */
    void run() {
        for (int step = 0; step < STEPS; step++) {
            step();
            invariants.check();
            traced.run();
        }
        heal(allPartitions(), Set.of());
        traced.run();
    }

    /** Runs all steps; gives a hash of all that there is after each of them, and after everything is healed. */
    List<String> runTraced() {
        List<String> trace = new ArrayList<>();
        traced = () -> trace.add(Integer.toHexString(everything().hashCode()));
        run();
        return trace;
    }

    private String everything() {
        StringBuilder all = new StringBuilder().append(nowMs).append(' ').append(kafka.generation());
        for (int partition = 0; partition < PARTITIONS; partition++) {
            all.append(tables.cursors(partition))
                    .append(tables.outcomes(partition))
                    .append(kafka.committedOffset(partition));
            for (ConsumerRecord<byte[], byte[]> command : kafka.commands(partition)) {
                append(all, command.offset(), command.key(), command.value(), command.headers());
            }
            for (String topic : WRITTEN_TOPICS) {
                for (ProducerRecord<byte @Nullable [], byte @Nullable []> record : kafka.log(topic, partition)) {
                    append(all, partition, record.key(), record.value(), record.headers());
                }
            }
        }
        return all.toString();
    }

    private static void append(
            StringBuilder all, long at, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        all.append(at).append(Arrays.hashCode(key)).append(Arrays.hashCode(value));
        for (Header header : headers) {
            all.append(header.key()).append(Arrays.hashCode(header.value()));
        }
    }

    /** How many commands have failed as the tables refuse their events. */
    long refusals() {
        return invariants.refusals();
    }

    /**
     * Runs all steps, then puts the tables back to where they were after one of them, as after a disaster. Partitions
     * whose topics have gone on since then stop, and their topics stay as they are; the others heal.
     */
    void runWithRestoredTables() {
        // Older tables could not be told from newer ones, and would miss commands.
        forgetful = false;
        int backupStep = random.nextInt(STEPS);
        InMemoryTables backup = tables;
        for (int step = 0; step < STEPS; step++) {
            backup = step == backupStep ? tables.backUp() : backup;
            step();
        }
        kafka.membersWithOpenTransactions().forEach(kafka::abort);
        tables.restore(backup);
        Set<Integer> ahead = allPartitions();
        ahead.removeIf(partition -> !restoredBehindTopics(partition));
        WORKERS.forEach(this::crash);

        Map<Integer, Integer> events = new TreeMap<>();
        Map<Integer, Integer> results = new TreeMap<>();
        ahead.forEach(partition -> {
            events.put(partition, kafka.committed("events", partition).size());
            results.put(partition, kafka.committed("command-results", partition).size());
        });
        Set<Integer> others = allPartitions();
        others.removeAll(ahead);
        heal(others, ahead);
        ahead.forEach(partition -> {
            assertThat(kafka.committed("events", partition)).hasSize(events.getOrDefault(partition, 0));
            assertThat(kafka.committed("command-results", partition)).hasSize(results.getOrDefault(partition, 0));
        });
    }

    /** Whether the topics have gone on; where events show it, the results may be deleted and the offset moved too. */
    private boolean restoredBehindTopics(int partition) {
        Ownership restored = tables.cursors(partition);
        if (kafka.committed("events", partition).size() >= restored.nextPosition()) {
            if (random.nextBoolean()) {
                kafka.deleteResults(partition);
                kafka.resetOffset(partition, random.nextLong(restored.nextOffset() + 1));
            }
            return true;
        }
        long forwarded = kafka.lastAnswered(partition) < 0
                ? kafka.committedOffset(partition)
                : kafka.lastAnswered(partition) + 1;
        return forwarded > restored.nextOffset();
    }

    private void step() {
        nowMs += random.nextInt(3);
        switch (random.nextInt(29)) {
            case 0, 1, 2, 3, 4, 5 -> clients.send();
            case 6, 7, 8, 9, 10, 11 -> turn(anyWorker());
            case 12, 13, 14, 15 -> anyWorker().forwarder.step();
            case 16 -> crash(anyWorker().name);
            case 17 -> kafka.expire(anyWorker().name);
            case 18 -> kafka.target(random.nextInt(PARTITIONS), anyWorker().name);
            case 19 -> ((InMemoryEventStore) anyWorker().store).failNext(any(StoreFault.values()));
            case 20 -> anyWorker().forwarder.failNext(any(SimulatedForwarder.Fault.values()));
            case 21 ->
                kafka.membersWithOpenTransactions().stream().sorted().limit(1).forEach(kafka::abort);
            case 22 -> resetOffset(random.nextInt(PARTITIONS));
            case 23 -> deleteResults(random.nextInt(PARTITIONS));
            case 24 -> kafka.writeForeign(any(WRITTEN_TOPICS), random.nextInt(PARTITIONS));
            case 25 -> forgetSeldom(random.nextInt(PARTITIONS));
            case 26 -> kafka.endWithMarkers(random.nextInt(PARTITIONS));
            case 27 -> deleteCommands(random.nextInt(PARTITIONS));
            default -> assignMissing();
        }
    }

    private void turn(SimulatedWorker worker) {
        worker.loop.turn();
    }

    /** A crash leaves everything as it is: the group does not know yet, and an open transaction stays open. */
    private void crash(String name) {
        running.remove(name);
        start(name);
    }

    private void start(String name) {
        SimulatedWorker worker =
                new SimulatedWorker(name, kafka, new InMemoryEventStore(tables), context, () -> interruptAppend(name));
        flaws.forEach(worker.forwarder::sufferFrom);
        running.put(name, worker);
    }

    /** Between deciding and committing the owner may sleep for so long that others have taken over and gone on. */
    private void interruptAppend(String name) {
        if (interrupting || random.nextInt(12) != 0) {
            return;
        }
        interrupting = true;
        kafka.expire(name);
        for (int i = random.nextInt(6); i >= 0; i--) {
            assignMissing();
            SimulatedWorker other = anyWorker();
            if (!other.name.equals(name)) {
                turn(other);
                other.forwarder.step();
            }
        }
        interrupting = false;
    }

    /** While the results are there, the group's offset may be anything. */
    private void resetOffset(int partition) {
        long end = kafka.endOffset(partition);
        long offset = random.nextInt(3) == 0 ? -1 : random.nextLong(end + 1);
        if (kafka.lastAnswered(partition) >= 0) {
            kafka.resetOffset(partition, offset);
        }
    }

    /** Results and offset are gone; the events say what was forwarded, where there are any. */
    private void forget(int partition) {
        if (forgetful && !kafka.committed("events", partition).isEmpty()) {
            kafka.forget(partition);
        }
    }

    /** Results are kept for days: an offset that was moved has long been committed again when they expire. */
    private void deleteResults(int partition) {
        if (kafka.lastAnswered(partition) >= 0) {
            kafka.resetOffset(partition, kafka.lastAnswered(partition) + 1);
            kafka.deleteResults(partition);
        }
    }

    private void forgetSeldom(int partition) {
        if (random.nextInt(4) == 0) {
            forget(partition);
        }
    }

    /** Retention deletes commands, all of which were decided, and perhaps the markers behind them. */
    private void deleteCommands(int partition) {
        if (forgetful) {
            kafka.deleteCommands(partition, tables.cursors(partition).nextOffset());
        }
    }

    /** Every partition gets an owner to be. */
    private void assignMissing() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (!kafka.hasTarget(partition)) {
                kafka.target(partition, any(WORKERS.toArray(String[]::new)));
            }
        }
    }

    /** Lets everybody work undisturbed until every command of these partitions is answered and those have stopped. */
    private void heal(Set<Integer> partitions, Set<Integer> stopping) {
        for (int turns = 0;
                turns < HEALING_TURNS_MAX
                        && !(partitions.stream().allMatch(invariants::allAnswered)
                                && stopped().equals(stopping));
                turns++) {
            kafka.membersWithOpenTransactions().stream()
                    .sorted()
                    .filter(_ -> random.nextInt(10) == 0)
                    .toList()
                    .forEach(kafka::abort);
            assignMissing();
            for (SimulatedWorker worker : new ArrayList<>(running.values())) {
                turn(worker);
                worker.forwarder.step();
                worker.forwarder.step();
                partitions.forEach(invariants::check);
            }
        }
        partitions.forEach(invariants::checkAllAnswered);
        partitions.forEach(partition -> invariants.checkSnapshots(partition, context));
        assertThat(stopped()).as("partitions given up").isEqualTo(stopping);
    }

    private Set<Integer> stopped() {
        Set<Integer> stopped = new TreeSet<>();
        running.values().forEach(worker -> stopped.addAll(worker.stopped.keySet()));
        return stopped;
    }

    private static Set<Integer> allPartitions() {
        return IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private SimulatedWorker anyWorker() {
        List<SimulatedWorker> workers = List.copyOf(running.values());
        return workers.get(random.nextInt(workers.size()));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
