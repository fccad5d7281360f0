package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.Topics;
import dev.foldline.demo.CommandMix;
import dev.foldline.schema.CommandResult;
import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends commands from a thread of its own, not too many at a time, and sends whatever got no result again
 * under the same command id until everything has one.
 *
 * <p>A steady load continues until it is told to finish, and leaves processor time to other work.
 */
public final class Load implements AutoCloseable {

    private static final int UNANSWERED_MAX = 400;
    private static final int STEADY_UNANSWERED_MAX = 15;
    private static final int STEADY_COMMANDS_MAX = 100_000;

    /** Short, so that the client repeats itself while a part of the pipeline is away. */
    private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(2);

    private static final long LOOK_MS = 20;

    private final CommandClient client;
    private final Queue<CommandRequest> fresh;
    private final BlockingQueue<CommandRequest> unanswered = new LinkedBlockingQueue<>();
    private final Semaphore places;
    private final Map<UUID, CommandResult> results = new ConcurrentHashMap<>();
    private final AtomicInteger repeats = new AtomicInteger();
    private final Thread sender = new Thread(this::send, "load");
    private int commands;

    private Load(CommandClient client, List<CommandRequest> requests, int unansweredMax) {
        this.client = client;
        this.commands = requests.size();
        this.fresh = new ArrayDeque<>(requests);
        this.places = new Semaphore(unansweredMax);
    }

    /**
     * Starts sending.
     *
     * @param name keeps the accounts of one load apart from those of others
     */
    public static Load start(Endpoints endpoints, String name, int commands, int accounts) {
        return start(endpoints, plan(name, commands, accounts), UNANSWERED_MAX);
    }

    /** Starts sending until {@link #finish}. */
    public static Load steady(Endpoints endpoints, String name, int accounts) {
        return start(endpoints, plan(name, STEADY_COMMANDS_MAX, accounts), STEADY_UNANSWERED_MAX);
    }

    private static Load start(Endpoints endpoints, List<CommandRequest> requests, int unansweredMax) {
        CommandClient client = CommandClient.open(
                endpoints.bootstrapServers(), endpoints.registryUrl(), Topics.DEFAULT, RESULT_TIMEOUT);
        Load load = new Load(client, requests, unansweredMax);
        load.sender.start();
        return load;
    }

    /** Waits until a part of the commands has a result: the load is at its height. */
    public void awaitAnswered(int count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(TestTimeouts.PROCESS)
                .until(() -> results.size() >= count);
    }

    /** Waits until so many more commands have a result. */
    public void awaitProgress(int count) {
        awaitAnswered(results.size() + count);
    }

    /** Waits until a command was sent again under the same id, as its result did not come in time. */
    public void awaitRepeat() {
        Awaitility.await("a command that is sent again")
                .atMost(TestTimeouts.PROCESS)
                .until(() -> repeats.get() > 0);
    }

    /** Sends nothing new any more, and waits until every command that was sent has its result. */
    public void finish() {
        synchronized (fresh) {
            assertThat(fresh).as("commands left to send").isNotEmpty();
            commands -= fresh.size();
            fresh.clear();
        }
        awaitAll();
    }

    /** Waits until every command has its result. */
    public void awaitAll() {
        Awaitility.await("results of all commands")
                .pollInterval(Duration.ofMillis(LOOK_MS))
                .atMost(TestTimeouts.PROCESS)
                .untilAsserted(() -> assertThat(results.size()).isEqualTo(commands));
    }

    public int answered() {
        return results.size();
    }

    public List<CommandResult> results() {
        return List.copyOf(results.values());
    }

    @Override
    public void close() {
        sender.interrupt();
        client.close();
    }

    private static List<CommandRequest> plan(String name, int commands, int accounts) {
        List<CommandRequest> requests = new ArrayList<>();
        CommandMix mix = new CommandMix(commands, accounts, name.hashCode());
        while (mix.hasNext()) {
            requests.add(mix.next().request(name + "-"));
        }
        return requests;
    }

    private void send() {
        try {
            while (!Thread.interrupted()) {
                places.acquire();
                CommandRequest first = unanswered.poll();
                CommandRequest request = first == null ? nextFresh() : first;
                send(request == null ? unanswered.take() : request);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable CommandRequest nextFresh() {
        synchronized (fresh) {
            return fresh.poll();
        }
    }

    private void send(CommandRequest request) {
        var _ = client.send(request).whenComplete((result, _) -> {
            places.release();
            if (result == null) {
                repeats.incrementAndGet();
                unanswered.add(request);
            } else {
                results.put(request.commandId(), result);
            }
        });
    }
}
