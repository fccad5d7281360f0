package dev.foldline.bench.recovery;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.OpenLoop;
import dev.foldline.bench.stack.Waiting;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.client.CommandClient;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.ManagedProcess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Two instances of command-service under a steady load: one is killed, and the time is taken until its partitions have
 * results again, which are the other's.
 */
final class RecoveryBench {

    private static final int ACCOUNTS = 1_000;
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOAD_MAX = Duration.ofHours(1);
    private static final double NANOS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    /** An owner is called after its instance and its worker. */
    private static final String OF_VICTIM = "SELECT partition FROM command_partitions WHERE owner ~ '-2-[0-9]+'";

    private final BenchStack stack;
    private final int rate;
    private final int rounds;
    private final int sessionTimeoutMs;
    private final FirstResults results = new FirstResults();

    /**
     * @param rate             commands per second
     * @param rounds           how often an owner is killed
     * @param sessionTimeoutMs how long an instance may be silent before its partitions go to the other
     */
    RecoveryBench(BenchStack stack, int rate, int rounds, int sessionTimeoutMs) {
        this.stack = stack;
        this.rate = rate;
        this.rounds = rounds;
        this.sessionTimeoutMs = sessionTimeoutMs;
    }

    BenchReport run() throws SQLException {
        Endpoints endpoints = stack.endpoints();
        AccountCommands commands = new AccountCommands(ACCOUNTS, 0);
        double firstMs = 0;
        double lastMs = 0;
        try (CommandClient client = CommandClient.open(endpoints.bootstrapServers(), endpoints.registryUrl())) {
            commands.openAll(client);
            Thread load = new Thread(() -> load(client, commands), "load");
            load.start();
            try {
                for (int round = 1; round <= rounds; round++) {
                    stack.say("killing an owner, round " + round);
                    Set<Integer> partitions = awaitPartitionsOfVictim();
                    long killedNs = System.nanoTime();
                    victim().kill();
                    results.beginNow();
                    await("results of partitions " + partitions, () -> results.all(partitions));
                    firstMs = Math.max(firstMs, (results.firstNs(partitions) - killedNs) / NANOS_PER_MS);
                    lastMs = Math.max(lastMs, (results.lastNs(partitions) - killedNs) / NANOS_PER_MS);
                    if (round < rounds) {
                        victim().restart();
                    }
                }
            } finally {
                load.interrupt();
            }
        }
        return report(firstMs, lastMs);
    }

    private BenchReport report(double firstMs, double lastMs) {
        Map<String, Long> settings = new LinkedHashMap<>();
        settings.put("rate", (long) rate);
        settings.put("rounds", (long) rounds);
        settings.put("sessionTimeoutMs", (long) sessionTimeoutMs);
        String baseline = "session time-out, before which nobody can know";
        return new BenchReport(
                "recovery",
                settings,
                List.of(
                        Measurement.time("kill to first result", firstMs, baseline, sessionTimeoutMs),
                        Measurement.time("kill to results of all", lastMs, baseline, sessionTimeoutMs)));
    }

    private void load(CommandClient client, AccountCommands commands) {
        int[] next = {0};
        new OpenLoop(rate).run(LOAD_MAX, _ -> {
            int account = next[0];
            next[0] = (account + 1) % ACCOUNTS;
            long sentNs = System.nanoTime();
            var _ = client.send(commands.deposit(account)).whenComplete((result, _) -> results.seen(sentNs, result));
        });
    }

    private ManagedProcess victim() {
        return stack.commandServices().getLast();
    }

    /** Waits until the instance owns some, and they have results. */
    private Set<Integer> awaitPartitionsOfVictim() throws SQLException {
        Set<Integer> partitions = new TreeSet<>();
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement statement = connection.createStatement()) {
            long startedNs = System.nanoTime();
            while (partitions.isEmpty()) {
                if (System.nanoTime() - startedNs > PATIENCE.toNanos()) {
                    throw new CliException(
                            "the second instance owns no partition after " + PATIENCE.toSeconds() + " s");
                }
                Waiting.pause(LOOK_EVERY);
                try (ResultSet rows = statement.executeQuery(OF_VICTIM)) {
                    while (rows.next()) {
                        partitions.add(rows.getInt(1));
                    }
                }
            }
        }
        results.beginNow();
        await("results of partitions " + partitions, () -> results.all(partitions));
        return partitions;
    }

    private static void await(String what, BooleanSupplier done) {
        Waiting.until(done, LOOK_EVERY, PATIENCE, () -> "no " + what + " within " + PATIENCE.toSeconds() + " s");
    }
}
