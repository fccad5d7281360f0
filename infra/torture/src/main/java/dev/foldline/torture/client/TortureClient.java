package dev.foldline.torture.client;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.demo.PlannedCommand;
import dev.foldline.stack.Endpoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One client: sends commands of its own aggregates from a thread of its own, not too many at a time. Whatever gets no
 * result in time is sent again under the same id, and now and then something is that has one already, out of order.
 * Besides it races the other clients for a few accounts.
 */
public final class TortureClient implements AutoCloseable {

    private static final int UNANSWERED_MAX = 20;
    private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(2);

    /** Leaves processors to what starts again meanwhile. */
    private static final long BETWEEN_COMMANDS_MS = 8;

    private final CommandClient client;
    private final String prefix;
    private final CommandPlan plan;
    private final Common common;
    private final Semaphore places = new Semaphore(UNANSWERED_MAX);
    private final BlockingQueue<CommandRequest> unanswered = new LinkedBlockingQueue<>();
    private final Map<Integer, CommandRequest> remembered = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread sender;
    private volatile boolean finishing;

    /**
     * What the clients of a torture share.
     *
     * @param history what they sent and were told
     * @param pauses  when they were told nothing
     * @param raced   accounts that they race for
     */
    public record Common(History history, PauseMeter pauses, RacedAccounts raced) {}

    private TortureClient(CommandClient client, int number, CommandPlan plan, Common common) {
        this.client = client;
        this.prefix = "torture-" + number + "-";
        this.plan = plan;
        this.common = common;
        this.sender = Thread.ofPlatform().name("torture-client-" + number).unstarted(this::send);
    }

    /** A connection for {@link #start}, which closes it in the end. */
    public static CommandClient connect(Endpoints endpoints, RecordTimes times) {
        return times.open(endpoints, RESULT_TIMEOUT);
    }

    /** Begins to send. */
    public static TortureClient start(CommandClient client, int number, CommandPlan plan, Common common) {
        TortureClient started = new TortureClient(client, number, plan, common);
        started.sender.start();
        return started;
    }

    /** Sends nothing new any more, but what has no result yet. */
    public void finish() {
        finishing = true;
    }

    /** Commands whose result has not come. */
    public int unanswered() {
        return open.get();
    }

    @Override
    public void close() {
        sender.interrupt();
        client.close();
    }

    private void send() {
        try {
            while (!Thread.interrupted()) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_COMMANDS_MS);
                places.acquire();
                CommandRequest request = next();
                send(request == null ? unanswered.take() : request);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable CommandRequest next() {
        CommandRequest again = unanswered.poll();
        if (again != null || finishing) {
            return again;
        }
        open.incrementAndGet();
        return switch (plan.next()) {
            case CommandPlan.Step.Again(int slot) -> Objects.requireNonNull(remembered.get(slot), "it was sent");
            case CommandPlan.Step.Race(int slot, int account) -> remember(slot, common.raced.next(account));
            case CommandPlan.Step.New(int slot, PlannedCommand command) -> remember(slot, command.request(prefix));
        };
    }

    private CommandRequest remember(int slot, CommandRequest request) {
        remembered.put(slot, request);
        return request;
    }

    private void send(CommandRequest request) {
        common.history.sending(request);
        var _ = client.send(request).whenComplete((result, failure) -> {
            if (result == null) {
                unanswered.add(request);
            } else {
                common.history.answered(result);
                common.raced.answered(result);
                common.pauses.result(result.getPartition());
                open.decrementAndGet();
            }
            places.release();
        });
    }
}
