package dev.foldline.bench.latency;

import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.OpenLoop;
import dev.foldline.bench.stack.Waiting;
import dev.foldline.client.CommandClient;
import dev.foldline.schema.projection.AccountBalance;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Deposits at a steady rate, each account in its turn, and what became of them.
 *
 * <p>A view publishes the last of several changes of a row, so a deposit is visible with the first row of its account
 * whose version is that of its event or above. One thread sends.
 */
final class CommandRound {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** How long results and rows may take after the last command. */
    private static final Duration REST_MAX = Duration.ofSeconds(60);

    private final AccountCommands commands;
    private final long[] versions;
    private final Map<String, Queue<Deposit>> unseen = new ConcurrentHashMap<>();
    private final AtomicReference<Latencies> results = new AtomicReference<>(new Latencies());
    private final AtomicReference<Latencies> views = new AtomicReference<>(new Latencies());
    private int nextAccount;

    /** A deposit that no row has shown yet. */
    private record Deposit(long version, long dueNs) {}

    /**
     * @param versions of the accounts, by their numbers
     */
    CommandRound(AccountCommands commands, long[] versions) {
        this.commands = commands;
        this.versions = versions;
    }

    /** Sends for so long, and waits until every result and every row is there. */
    void run(CommandClient client, int rate, Duration length) {
        results.set(new Latencies());
        views.set(new Latencies());
        long sent = new OpenLoop(rate).run(length, dueNs -> send(client, dueNs));
        Waiting.until(
                () -> results.get().count() >= sent && views.get().count() >= sent,
                LOOK_EVERY,
                REST_MAX,
                () -> "of " + sent + " commands " + results.get().count() + " have a result and "
                        + views.get().count() + " are visible " + REST_MAX.toSeconds() + " s after the last");
    }

    /** From when a command was due until its result was there, in the last run. */
    Latencies results() {
        return results.get();
    }

    /** From when a command was due until the view's topic had it, in the last run. */
    Latencies views() {
        return views.get();
    }

    /** Is told of every row of the view, by one thread. */
    void seen(AccountBalance row) {
        Queue<Deposit> deposits = unseen.get(row.getAccountId());
        if (deposits == null) {
            return;
        }
        for (Deposit first = deposits.peek();
                first != null && first.version <= row.getVersion();
                first = deposits.peek()) {
            deposits.remove();
            views.get().done(first.dueNs);
        }
    }

    private void send(CommandClient client, long dueNs) {
        int account = nextAccount;
        nextAccount = (nextAccount + 1) % versions.length;
        versions[account]++;
        // Before it is sent, as the row may be there before send returns.
        unseen.computeIfAbsent(AccountCommands.id(account), _ -> new ConcurrentLinkedQueue<>())
                .add(new Deposit(versions[account], dueNs));
        var _ = client.send(commands.deposit(account))
                .thenRun(() -> results.get().done(dueNs));
    }
}
