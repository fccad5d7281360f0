package dev.foldline.bench.stack;

import dev.foldline.stack.ManagedProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time that processes of a stack, and those that they have started, have taken up to a moment.
 *
 * <p>Unlike a rate it hardly depends on what else the machine does. Time of started processes that have ended is lost,
 * so both moments must lie within the life of those that count.
 */
public final class CpuTime {

    private static final double NANOS_PER_MICRO = 1_000;

    private final List<ManagedProcess> processes;
    private final Duration before;

    private CpuTime(List<ManagedProcess> processes) {
        this.processes = processes;
        this.before = taken(processes);
    }

    /** Begins to measure. */
    public static CpuTime begin(List<ManagedProcess> processes) {
        return new CpuTime(List.copyOf(processes));
    }

    /** Microseconds since it began. */
    public double micros() {
        return taken(processes).minus(before).toNanos() / NANOS_PER_MICRO;
    }

    private static Duration taken(List<ManagedProcess> processes) {
        return processes.stream()
                .flatMap(process -> ProcessHandle.of(process.pid()).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
