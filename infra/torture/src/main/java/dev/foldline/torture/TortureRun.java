package dev.foldline.torture;

import dev.foldline.client.CommandClient;
import dev.foldline.demo.TransferEnds;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.Endpoints;
import dev.foldline.torture.TortureReport.FaultTally;
import dev.foldline.torture.check.EventObserver;
import dev.foldline.torture.check.HistoryCheck;
import dev.foldline.torture.check.HostileCheck;
import dev.foldline.torture.client.History;
import dev.foldline.torture.client.PauseMeter;
import dev.foldline.torture.client.RacedAccounts;
import dev.foldline.torture.client.TortureClient;
import dev.foldline.torture.fault.Fault;
import dev.foldline.torture.hostile.HostileClient;
import dev.foldline.torture.hostile.HostileRecords;
import dev.foldline.torture.hostile.RegisteredSchemas;
import dev.foldline.torture.stage.TortureStack;
import dev.foldline.verify.Verification;
import dev.foldline.verify.VerifyProgress;
import dev.foldline.verify.VerifyTarget;
import dev.foldline.verify.check.CheckReport;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One torture: clients send all the while, faults strike one after the other, and at the end everything is held against
 * everything. Used by one thread.
 */
final class TortureRun {

    private static final int CLIENTS = 3;

    /** Longer than any fault lasts, and than what any part waits for another. */
    static final Duration RECOVERY_MAX = Duration.ofSeconds(90);

    private static final Duration STRIKE_MAX = Duration.ofMinutes(3);

    /** How often a fault may be drawn that has to strike and does not. */
    private static final int TRIES_MAX = 3;

    private final TortureStack stage;
    private final Setup setup;
    private final Consumer<String> progress;
    private final History history = new History();
    private final PauseMeter pauses = new PauseMeter();
    private final List<TortureClient> clients = new ArrayList<>();
    private final List<EventObserver> observers = new ArrayList<>();
    private final Map<String, FaultTally> tallies = new TreeMap<>();
    private final List<String> breaches = new ArrayList<>();

    /**
     * What is done.
     *
     * @param seed       draws the faults and the commands
     * @param partitions of every topic
     * @param faults     that are drawn
     * @param first      those of them that come before the others
     * @param eachOnce   whether to continue, even beyond the time, until each of them has struck
     * @param settleMax  how long everything may take at the end to show in every view
     */
    record Setup(
            long seed, int partitions, List<Fault> faults, List<Fault> first, boolean eachOnce, Duration settleMax) {}

    /**
     * @param progress told in a few words what is going on
     */
    TortureRun(TortureStack stage, Setup setup, Consumer<String> progress) {
        this.stage = stage;
        this.setup = setup;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @param time how long faults are drawn; the last one may strike longer
     */
    TortureReport run(Duration time) throws InterruptedException, SQLException, ExecutionException, IOException {
        Endpoints endpoints = stage.endpoints();
        try (RegisteredSchemas schemas = new RegisteredSchemas(endpoints.registryUrl())) {
            HostileRecords records = new HostileRecords(RegistrySchemas.at(endpoints.registryUrl()), schemas);
            TorturePlan plan = TorturePlan.of(
                    setup.seed(),
                    CLIENTS,
                    new TorturePlan.Choice(setup.partitions(), records.all(), setup.faults(), setup.first()));
            byte[] opening = records.encoded(new OpenAccount("Eve", "EUR", 100L));
            try (HostileClient hostile =
                    HostileClient.start(endpoints.bootstrapServers(), opening, plan.hostile(), stage.ledger())) {
                return run(time, plan, hostile);
            }
        }
    }

    private TortureReport run(Duration time, TorturePlan plan, HostileClient hostile)
            throws InterruptedException, SQLException {
        Endpoints endpoints = stage.endpoints();
        try {
            observers.add(EventObserver.start(endpoints.bootstrapServers(), setup.partitions()));
            TortureClient.Common common = new TortureClient.Common(history, pauses, new RacedAccounts());
            for (int number = 1; number <= CLIENTS; number++) {
                CommandClient client = TortureClient.connect(endpoints, stage.recordTimes());
                clients.add(TortureClient.start(client, number, plan.clients().get(number - 1), common));
            }
            strike(time, plan.faults());
            hostile.finish();
            finish(endpoints);
            return new TortureReport(setup.seed(), new TreeMap<>(tallies), pauses.worst(), counts(), breaches);
        } finally {
            clients.forEach(TortureClient::close);
            observers.forEach(EventObserver::close);
        }
    }

    private void strike(Duration time, FaultPlan plan) throws InterruptedException {
        long startedNs = System.nanoTime();
        awaitResults("the load");
        while (breaches.isEmpty() && (System.nanoTime() - startedNs < time.toNanos() || mustGoOn())) {
            FaultPlan.Strike strike = plan.next();
            TimeUnit.NANOSECONDS.sleep(strike.calm().toNanos());
            strike(strike);
        }
    }

    private boolean mustGoOn() {
        return setup.eachOnce()
                && setup.faults().stream()
                        .map(fault -> tallies.getOrDefault(fault.name(), FaultTally.NONE))
                        .anyMatch(tally -> tally.struck() == 0 && tally.drawn() < TRIES_MAX);
    }

    private void strike(FaultPlan.Strike strike) throws InterruptedException {
        String names =
                String.join(" and ", strike.faults().stream().map(Fault::name).toList());
        progress.accept(names);
        SplittableRandom random = new SplittableRandom(strike.seed());
        pauses.begin(names);
        Map<Fault, Future<Fault.Outcome>> striking = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Fault fault : strike.faults()) {
                SplittableRandom own = random.split();
                striking.put(fault, threads.submit(() -> fault.strike(stage, own)));
            }
        }
        awaitResults(names);
        striking.forEach((fault, struck) -> tallies.put(
                fault.name(),
                tallies.getOrDefault(fault.name(), FaultTally.NONE).and(outcome(fault, struck), pauses.longest())));
    }

    private Fault.Outcome outcome(Fault fault, Future<Fault.Outcome> struck) {
        try {
            return struck.get(STRIKE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            breach(fault.name() + ": the pipeline did not come back: " + e);
            return Fault.Outcome.NOT_REACHED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Fault.Outcome.NOT_REACHED;
        }
    }

    /** Results must flow again, some of every client's. */
    private void awaitResults(String after) throws InterruptedException {
        long wanted = pauses.results() + CLIENTS * 10L;
        if (!TortureStack.await(RECOVERY_MAX, () -> pauses.results() >= wanted)) {
            breach("after " + after + " no results came within " + RECOVERY_MAX.toSeconds() + " s");
        }
    }

    private void finish(Endpoints endpoints) throws InterruptedException, SQLException {
        progress.accept("awaiting every result");
        clients.forEach(TortureClient::finish);
        TortureStack.await(setup.settleMax(), () -> clients.stream().allMatch(client -> client.unanswered() == 0));
        TransferEnds.await(endpoints.jdbcUrl(), setup.settleMax());
        if (!HostileCheck.awaitDecided(endpoints.jdbcUrl(), stage.ledger().entries(), setup.settleMax())) {
            breach("hostile records are not decided within " + setup.settleMax().toSeconds() + " s");
        }
        // One who comes late must see the same as one who was there all the time.
        observers.add(EventObserver.start(endpoints.bootstrapServers(), setup.partitions()));
        progress.accept("verifying");
        VerifyTarget target = new VerifyTarget(
                endpoints.bootstrapServers(),
                endpoints.jdbcUrl(),
                endpoints.registryUrl(),
                endpoints.queryUrl(),
                setup.settleMax());
        new Verification(target, VerifyProgress.NONE)
                .run().stream()
                        .filter(check -> !check.ok())
                        .map(CheckReport::line)
                        .forEach(breaches::add);
        Map<Integer, Long> events = HistoryCheck.eventCounts(endpoints.jdbcUrl());
        TortureStack.await(setup.settleMax(), () -> observers.stream().allMatch(observer -> observer.hasSeen(events)));
        breaches.addAll(HistoryCheck.run(endpoints.jdbcUrl(), history, List.copyOf(observers)));
        breaches.addAll(HostileCheck.run(endpoints.jdbcUrl(), stage.ledger()));
    }

    private void breach(String what) {
        progress.accept(what);
        breaches.add(what);
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("commands sent", (long) history.sent().size());
        counts.put("sent again under the same id", history.repeats());
        counts.put("sent under a wrong record time", (long) stage.recordTimes().count());
        counts.put("commands answered", (long) history.results().size());
        counts.put("hostile records", (long) stage.ledger().entries().size());
        counts.put("not taken by the broker", (long) stage.ledger().notTakenCount());
        counts.put("observers of the events", (long) observers.size());
        return counts;
    }
}
