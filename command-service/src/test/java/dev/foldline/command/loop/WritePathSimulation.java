package dev.foldline.command.loop;

import dev.foldline.command.batch.Engine;
import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.InMemoryEventStore;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.StoreFault;
import dev.foldline.serde.RegistrySchemas;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
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
    private static final List<String> WORKERS = List.of("worker-1", "worker-2", "worker-3");

    private final RandomGenerator random;
    private final SimulatedKafka kafka;
    private final InMemoryTables tables = new InMemoryTables(PARTITIONS);
    private final RegistrySchemas schemas = TestSchemas.registered();
    private final SimulatedClients clients;
    private final WritePathInvariants invariants;

    /** By name, so that the order in which they are picked depends on the seed alone. */
    private final TreeMap<String, SimulatedWorker> running = new TreeMap<>();

    private final Engine engine;
    private long nowMs = 1_700_000_000_000L;
    private boolean interrupting;
    private SimulatedForwarder.@Nullable Flaw flaw;

    /** A simulation whose forwarders all do something wrong. */
    static WritePathSimulation withForwarders(SimulatedForwarder.Flaw flaw, long seed) {
        WritePathSimulation flawed = new WritePathSimulation(seed);
        flawed.flaw = flaw;
        flawed.running.values().forEach(worker -> worker.forwarder.sufferFrom(flaw));
        return flawed;
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
        clients = new SimulatedClients(kafka, schemas, clock, random);
        engine = SimulatedWorker.engine(schemas, clock);
        WORKERS.forEach(this::start);
    }

    /** Runs all steps; throws an {@link AssertionError} with what was broken. */
    void run() {
        for (int step = 0; step < STEPS; step++) {
            nowMs += random.nextInt(3);
            step();
            invariants.check();
        }
        heal();
        invariants.check();
        invariants.checkAllAnswered();
    }

    private void step() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> clients.send();
            case 6, 7, 8, 9, 10, 11 -> turn(anyWorker());
            case 12, 13, 14, 15 -> anyWorker().forwarder.step();
            case 16 -> crash(anyWorker().name);
            case 17 -> kafka.expire(anyWorker().name);
            case 18 -> kafka.target(random.nextInt(PARTITIONS), anyWorker().name);
            case 19 -> anyWorker().store.failNext(any(StoreFault.values()));
            case 20 -> anyWorker().forwarder.failNext(any(SimulatedForwarder.Fault.values()));
            case 21 ->
                kafka.membersWithOpenTransactions().stream().sorted().limit(1).forEach(kafka::abort);
            case 22 -> resetOffset(random.nextInt(PARTITIONS));
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
                new SimulatedWorker(name, kafka, new InMemoryEventStore(tables), engine, () -> interruptAppend(name));
        if (flaw != null) {
            worker.forwarder.sufferFrom(flaw);
        }
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

    private void resetOffset(int partition) {
        long end = kafka.endOffset(partition);
        kafka.resetOffset(partition, random.nextInt(3) == 0 ? -1 : random.nextLong(end + 1));
    }

    /** Every partition gets an owner to be. */
    private void assignMissing() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (!kafka.hasTarget(partition)) {
                kafka.target(partition, any(WORKERS.toArray(String[]::new)));
            }
        }
    }

    private void heal() {
        for (int turns = 0; turns < HEALING_TURNS_MAX && !invariants.allAnswered(); turns++) {
            kafka.membersWithOpenTransactions().stream()
                    .filter(_ -> random.nextInt(10) == 0)
                    .sorted()
                    .toList()
                    .forEach(kafka::abort);
            assignMissing();
            for (SimulatedWorker worker : new ArrayList<>(running.values())) {
                turn(worker);
                worker.forwarder.step();
                worker.forwarder.step();
                invariants.check();
            }
        }
    }

    private SimulatedWorker anyWorker() {
        List<SimulatedWorker> workers = List.copyOf(running.values());
        return workers.get(random.nextInt(workers.size()));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
