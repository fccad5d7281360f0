package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.Topics;
import dev.foldline.demo.CommandMix;
import dev.foldline.demo.PlannedCommand;
import dev.foldline.local.Endpoints;
import dev.foldline.schema.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A client that sends commands from a thread of its own, not too many at a time, and sends whatever got no result again
 * under the same command id until everything has one.
 */
final class Load implements AutoCloseable {

    private static final int UNANSWERED_MAX = 400;
    /** Short, so that the client repeats itself while a part of the pipeline is away. */
    private static final Duration RESULT_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(90);
    private static final long LOOK_MS = 20;

    private final CommandClient client;
    private final BlockingQueue<CommandRequest> due = new LinkedBlockingQueue<>();
    private final Semaphore places = new Semaphore(UNANSWERED_MAX);
    private final Map<UUID, CommandResult> results = new ConcurrentHashMap<>();
    private final AtomicInteger repeats = new AtomicInteger();
    private final int commands;
    private final Thread sender = new Thread(this::send, "load");
    private volatile boolean closed;

    private Load(CommandClient client, List<CommandRequest> requests) {
        this.client = client;
        this.commands = requests.size();
        due.addAll(requests);
    }

    /**
     * Starts sending.
     *
     * @param name keeps the accounts of one load apart from those of others
     */
    static Load start(Endpoints endpoints, String name, int commands, int accounts) {
        CommandClient client = CommandClient.open(
                endpoints.bootstrapServers(), endpoints.registryUrl(), Topics.DEFAULT, RESULT_TIMEOUT);
        Load load = new Load(client, plan(name, commands, accounts));
        load.sender.start();
        return load;
    }

    /** Waits until a part of the commands has a result: the load is at its height. */
    void awaitAnswered(int count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(PROGRESS_TIMEOUT)
                .until(() -> results.size() >= count);
    }

    /** Waits until a command was sent again under the same id, as its result did not come in time. */
    void awaitRepeat() {
        Awaitility.await("a command that is sent again")
                .atMost(PROGRESS_TIMEOUT)
                .until(() -> repeats.get() > 0);
    }

    /** Waits until every command has its result. */
    void awaitAll() {
        Awaitility.await("results of all commands")
                .pollInterval(Duration.ofMillis(LOOK_MS))
                .atMost(END_TIMEOUT)
                .untilAsserted(() -> assertThat(results).hasSize(commands));
    }

    int answered() {
        return results.size();
    }

    List<CommandResult> results() {
        return List.copyOf(results.values());
    }

    @Override
    public void close() {
        closed = true;
        sender.interrupt();
        client.close();
    }

    private static List<CommandRequest> plan(String name, int commands, int accounts) {
        List<CommandRequest> requests = new ArrayList<>();
        CommandMix mix = new CommandMix(commands, accounts, name.hashCode());
        while (mix.hasNext()) {
            PlannedCommand planned = mix.next();
            CommandRequest request = CommandRequest.of(name + "-" + planned.accountId(), planned.command());
            Long expected = planned.expectedVersion();
            requests.add(expected == null ? request : request.expecting(expected));
        }
        return requests;
    }

    private void send() {
        try {
            while (!closed) {
                CommandRequest request = due.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    places.acquire();
                    send(request);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(CommandRequest request) {
        var _ = client.send(request).whenComplete((result, _) -> {
            places.release();
            if (result == null) {
                repeats.incrementAndGet();
                due.add(request);
            } else {
                results.put(request.commandId(), result);
            }
        });
    }
}
