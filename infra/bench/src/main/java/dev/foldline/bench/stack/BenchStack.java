package dev.foldline.bench.stack;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.progress.StartProgress;
import dev.foldline.local.Endpoints;
import dev.foldline.local.LocalStack;
import dev.foldline.local.ManagedProcess;
import dev.foldline.local.StackOptions;
import dev.foldline.local.server.Folders;
import dev.foldline.local.server.ServiceProcesses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A pipeline to measure, in a temporary folder that is deleted on close. */
public final class BenchStack implements AutoCloseable {

    private static final Duration STOP_GRACE = Duration.ofSeconds(20);

    private final LocalStack stack;
    private final StartProgress progress;

    private BenchStack(LocalStack stack, StartProgress progress) {
        this.stack = stack;
        this.progress = progress;
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @param options changes what a stack runs with by default
     * @param err     is told what is going on
     */
    public static BenchStack start(UnaryOperator<StackOptions> options, PrintWriter err) {
        Path folder = temporaryFolder();
        StartProgress progress = StartProgress.on(err);
        try {
            LocalStack stack =
                    LocalStack.start(options.apply(StackOptions.in(folder)), progress::say, () -> delete(folder));
            progress.done();
            return new BenchStack(stack, progress);
        } catch (RuntimeException e) {
            progress.close();
            delete(folder);
            throw e;
        }
    }

    public Endpoints endpoints() {
        return stack.endpoints();
    }

    /** Tells whoever watches what is measured now. */
    public void say(String words) {
        progress.say(words);
    }

    /** The instances of command-service, in the order of their numbers. */
    public List<ManagedProcess> commandServices() {
        return stack.processes().stream()
                .filter(process -> process.name().startsWith(ServiceProcesses.COMMAND_SERVICE))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /** One of the stack's servers. */
    public ManagedProcess server(String name) {
        return stack.process(name);
    }

    /** Stops projection-service, where only the write side is measured. */
    public void stopProjections() {
        stack.process(ServiceProcesses.PROJECTION_SERVICE).terminate(STOP_GRACE);
    }

    @Override
    public void close() {
        stack.close();
        progress.close();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("foldline-bench-");
        } catch (IOException e) {
            throw new CliException("no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new CliException("the benchmark's folder " + folder + " could not be deleted: " + e.getMessage(), e);
        }
    }
}
