package dev.foldline.command.loop;

import dev.foldline.command.batch.BatchDecider;
import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.loop.source.CommandSource;
import dev.foldline.command.loop.source.KafkaCommandSource;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.fault.BrokenMachine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs a {@link CommandLoop}, with a consumer, a database connection and a producer of its own.
 *
 * <p>What the loop cannot answer by acquiring again ends in opening everything again, so nothing ends a worker while
 * its process lives. A member that was fenced joins again under the same instance id, which replaces its own former
 * membership at once. Only where a process that started later works under that id does it wait until that one has left.
 */
public final class CommandWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommandWorker.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(45);
    private static final long REOPEN_PAUSE_MS = 1_000;

    /** Connections of one worker, opened again for each run. */
    public interface Connections {
        Consumer<byte[], byte[]> openConsumer();

        EventStore openStore();

        Forwarder openForwarder();

        /**
         * The process that works under this worker's instance id, if it is not this one: it has claimed the id later,
         * and has a member in the group. Where it has none any more, this process claims the id.
         *
         * @throws SQLException     if Postgres did not answer
         * @throws ForwardException if Kafka did not answer
         */
        Optional<String> otherProcess() throws SQLException, ForwardException;
    }

    private final Connections connections;
    private final DecisionContext context;
    private final LoopSettings settings;
    private final LoopProbe probe;
    private final WorkMark mark = new WorkMark();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile String health = Health.OK;

    public CommandWorker(Connections connections, DecisionContext context, LoopSettings settings, LoopProbe probe) {
        this.connections = connections;
        this.context = context;
        this.settings = settings;
        this.probe = probe;
        this.thread = Thread.ofPlatform().name(settings.owner()).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** {@link Health#OK}, or why the worker does nothing now. */
    public String health() {
        return health;
    }

    public String name() {
        return settings.owner();
    }

    /** Shows what the worker has the domain do now. */
    public WorkMark mark() {
        return mark;
    }

    /** Whether the worker's thread has ended, though nobody has closed the worker. */
    public boolean ended() {
        return !stopping && thread.getState() == Thread.State.TERMINATED;
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
        while (!stopping) {
            try {
                runOnce();
            } catch (FencedInstanceIdException e) {
                log.warn("[{}] another member has taken its place in the group: {}", settings.owner(), e.getMessage());
                standBy();
            } catch (Exception | Error e) {
                BrokenMachine.endProcessIf(e, settings.owner());
                health = settings.owner() + " restarts after an unexpected failure: " + e;
                log.error("[{}] unexpected failure, restarting the worker", settings.owner(), e);
                pause();
            }
        }
    }

    private void runOnce() {
        Supplier<CommandSource> source = () -> new KafkaCommandSource(
                connections.openConsumer(), context.topics().commands(), settings.owner(), settings.stepTimeout());
        try (EventStore store = connections.openStore();
                Forwarder forwarder = connections.openForwarder();
                CommandSource commands = source.get()) {
            LoopDependencies dependencies = new LoopDependencies(commands, store, forwarder, probe, System::nanoTime);
            BatchDecider decider =
                    BatchDecider.of(context, store, new BatchDecider.Timing(probe, dependencies.nanoTime(), mark));
            CommandLoop loop = new CommandLoop(dependencies, settings, decider);
            while (!stopping) {
                loop.turn();
                health = Health.OK;
            }
            loop.finish();
        } finally {
            probe.left(settings.owner());
        }
    }

    /**
     * Returns when this worker may join the group: at once where its place has its own former membership, which joining
     * replaces; else when the other process has left it. A process that started earlier yields to a later one.
     */
    private void standBy() {
        String said = "";
        for (Optional<String> reason = whyNotToJoin(); reason.isPresent() && !stopping; reason = whyNotToJoin()) {
            health = reason.get();
            if (!health.equals(said)) {
                log.error("[{}] {}", settings.owner(), health);
                said = health;
            }
            pause();
        }
    }

    private Optional<String> whyNotToJoin() {
        try {
            return connections
                    .otherProcess()
                    .map(other -> "another process works as " + settings.owner() + ": " + other
                            + "; give each instance its own foldline.instance.id; this one waits until that has left");
        } catch (SQLException | ForwardException | KafkaException e) {
            return Optional.of("cannot tell whether another process works as " + settings.owner() + ", will ask again: "
                    + e.getMessage());
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
