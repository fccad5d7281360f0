package dev.foldline.bench.write;

import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.stack.Prefill;
import dev.foldline.bench.stack.Rounds;
import dev.foldline.bench.stack.Waiting;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.client.CommandRequest;
import dev.foldline.local.ManagedProcess;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Fills the topic of commands while command-service is suspended, wakes it, and takes the time until the topic is
 * done: it sleeps instead of being stopped, as a new process would begin in the interpreter.
 */
final class Drain {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** How long nothing may come of the commands before the benchmark gives up. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final BenchStack stack;
    private final PartitionOffsets offsets;

    Drain(BenchStack stack, PartitionOffsets offsets) {
        this.stack = stack;
        this.offsets = offsets;
    }

    /**
     * Commands per second, from the waking of command-service until the last result and the last event are on the
     * topics; so the time that waking takes counts.
     */
    double run(int commands, Stream<CommandRequest> requests) {
        long before = offsets.done();
        stack.commandServices().forEach(ManagedProcess::suspend);
        try {
            Prefill.post(stack.endpoints(), requests);
        } finally {
            stack.commandServices().forEach(ManagedProcess::resume);
        }
        long startedNs = System.nanoTime();
        awaitDone(before + commands);
        return commands / Rounds.secondsSince(startedNs);
    }

    private void awaitDone(long wanted) {
        long done = offsets.done();
        long progressNs = System.nanoTime();
        while (done < wanted) {
            Waiting.pause(LOOK_EVERY);
            long now = offsets.done();
            if (now > done) {
                progressNs = System.nanoTime();
                done = now;
            } else if (System.nanoTime() - progressNs > SILENCE_MAX.toNanos()) {
                throw new CliException("command-service has done " + done + " of " + wanted
                        + " commands, and nothing more for " + SILENCE_MAX.toSeconds() + " s");
            }
        }
    }
}
