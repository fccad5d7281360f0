package dev.foldline.torture.client;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.demo.CommandMix;
import dev.foldline.stack.Endpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
    private static final int COMMANDS_MAX = 10_000_000;
    private static final int ACCOUNTS = 100;
    private static final int REPEAT_ONE_IN = 25;
    private static final int RACE_ONE_IN = 10;
    private static final int REMEMBERED_MAX = 500;
    private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(2);

    /** Leaves processors to what starts again meanwhile. */
    private static final long BETWEEN_COMMANDS_MS = 8;

    private final CommandClient client;
    private final String prefix;
    private final CommandMix mix;
    private final SplittableRandom random;
    private final Common common;
    private final Semaphore places = new Semaphore(UNANSWERED_MAX);
    private final BlockingQueue<CommandRequest> unanswered = new LinkedBlockingQueue<>();
    private final List<CommandRequest> remembered = new ArrayList<>();
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

    private TortureClient(CommandClient client, int number, long seed, Common common) {
        this.client = client;
        this.prefix = "torture-" + number + "-";
        this.mix = CommandMix.withTransfers(COMMANDS_MAX, ACCOUNTS, seed + number);
        this.random = new SplittableRandom(seed - number);
        this.common = common;
        this.sender = Thread.ofPlatform().name("torture-client-" + number).unstarted(this::send);
    }

    /** A connection for {@link #start}, which closes it in the end. */
    public static CommandClient connect(Endpoints endpoints, RecordTimes times) {
        return times.open(endpoints, RESULT_TIMEOUT);
    }

    /** Begins to send. */
    public static TortureClient start(CommandClient client, int number, long seed, Common common) {
        TortureClient started = new TortureClient(client, number, seed, common);
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
        if (!remembered.isEmpty() && random.nextInt(REPEAT_ONE_IN) == 0) {
            open.incrementAndGet();
            return remembered.get(random.nextInt(remembered.size()));
        }
        CommandRequest fresh = random.nextInt(RACE_ONE_IN) == 0
                ? common.raced.next(random)
                : mix.next().request(prefix);
        open.incrementAndGet();
        if (remembered.size() < REMEMBERED_MAX) {
            remembered.add(fresh);
        } else {
            remembered.set(random.nextInt(REMEMBERED_MAX), fresh);
        }
        return fresh;
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
