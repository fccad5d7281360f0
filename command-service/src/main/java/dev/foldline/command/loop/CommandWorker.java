package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchDecider;
import dev.foldline.command.batch.Engine;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.store.EventStore;
import dev.foldline.runtime.Health;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs a {@link CommandLoop}, with a consumer, a database connection and a producer of its own.
 *
 * <p>What the loop cannot answer by acquiring again ends in opening everything anew. Only one thing ends a worker for
 * good: another process that has joined the group under its name.
 */
public final class CommandWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommandWorker.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(45);
    private static final long REOPEN_PAUSE_MS = 1_000;

    /** Connections of one worker, opened anew for each run. */
    public interface Connections {
        Consumer<byte[], byte[]> openConsumer();

        EventStore openStore();

        Forwarder openForwarder();
    }

    private final Connections connections;
    private final Engine engine;
    private final LoopSettings settings;
    private final LoopProbe probe;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile String health = Health.OK;

    public CommandWorker(Connections connections, Engine engine, LoopSettings settings, LoopProbe probe) {
        this.connections = connections;
        this.engine = engine;
        this.settings = settings;
        this.probe = probe;
        this.thread = Thread.ofPlatform().name(settings.owner()).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** {@link Health#OK}, or why the worker has ended for good. */
    public String health() {
        return health;
    }

    /** Finishes the batch at hand, forwards it, leaves the group. */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!thread.join(STOP_TIMEOUT)) {
                log.warn("[{}] did not stop within {} ms", settings.owner(), STOP_TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            runUntilStopped();
        } catch (Error e) {
            health = settings.owner() + " has ended: " + e;
            throw e;
        }
    }

    private void runUntilStopped() {
        while (!stopping) {
            try {
                runOnce();
            } catch (FencedInstanceIdException e) {
                health = "another process has joined the group as " + settings.owner()
                        + ": give each instance its own foldline.instance.id";
                log.error("[{}] stops for good: {}", settings.owner(), health);
                return;
            } catch (RuntimeException e) {
                log.error("[{}] starts anew after an unexpected failure", settings.owner(), e);
                pause();
            }
        }
    }

    private void runOnce() {
        Supplier<CommandSource> source = () -> new KafkaCommandSource(
                connections.openConsumer(), engine.topics().commands());
        try (EventStore store = connections.openStore();
                Forwarder forwarder = connections.openForwarder();
                CommandSource commands = source.get()) {
            LoopParts parts = new LoopParts(commands, store, forwarder, probe, System::nanoTime);
            BatchDecider decider = BatchDecider.of(engine, store, new BatchDecider.Timing(probe, parts.nanoTime()));
            CommandLoop loop = new CommandLoop(parts, settings, decider);
            while (!stopping) {
                loop.turn();
            }
            loop.finish();
        } finally {
            probe.left(settings.owner());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(REOPEN_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
