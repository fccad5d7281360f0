package dev.foldline.bench.write;

import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.CpuTime;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.stack.Prefill;
import dev.foldline.bench.stack.Rounds;
import dev.foldline.bench.stack.Waiting;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.client.CommandRequest;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.PostgresServer;
import dev.foldline.stack.server.ServiceProcesses;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fills the topic of commands while command-service is suspended, wakes it, and takes the time until the topic is
 * done: it sleeps instead of being stopped, as a new process would begin in the interpreter.
 */
public final class Drain {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** How long nothing may come of the commands before the benchmark gives up. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final BenchStack stack;
    private final PartitionOffsets offsets;

    public Drain(BenchStack stack, PartitionOffsets offsets) {
        this.stack = stack;
        this.offsets = offsets;
    }

    /**
     * What a round has shown.
     *
     * @param perSecond commands per second
     * @param cpuMicros processor time for each command, in microseconds, by part of the stack
     */
    public record Outcome(double perSecond, Map<String, Double> cpuMicros) {}

    /**
     * Commands per second, from the waking of command-service until the last result and the last event are on the
     * topics; so the time that waking takes counts.
     */
    public Outcome run(int commands, Stream<CommandRequest> requests) {
        long before = offsets.done();
        stack.commandServices().forEach(ManagedProcess::suspend);
        try {
            Prefill.post(stack.endpoints(), requests);
        } finally {
            stack.commandServices().forEach(ManagedProcess::resume);
        }
        Map<String, CpuTime> parts = parts();
        long startedNs = System.nanoTime();
        awaitDone(before + commands);
        double perSecond = commands / Rounds.secondsSince(startedNs);
        Map<String, Double> cpuMicros = new LinkedHashMap<>();
        parts.forEach((part, cpu) -> cpuMicros.put(part, cpu.micros() / commands));
        return new Outcome(perSecond, cpuMicros);
    }

    private Map<String, CpuTime> parts() {
        Map<String, CpuTime> parts = new LinkedHashMap<>();
        parts.put(ServiceProcesses.COMMAND_SERVICE, CpuTime.begin(stack.commandServices()));
        for (String server : List.of(KafkaBroker.NAME, PostgresServer.NAME)) {
            parts.put(server, CpuTime.begin(List.of(stack.server(server))));
        }
        return parts;
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
