package dev.foldline.bench.stack;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.progress.StartProgress;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.stack.server.ServiceProcesses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

    /** Tells the user what is measured now. */
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

    /** Stops command-service, all instances. */
    public void stopCommands() {
        commandServices().forEach(process -> process.terminate(STOP_GRACE));
    }

    /** Starts command-service again, and returns when it is ready. */
    public void startCommands() {
        commandServices().forEach(ManagedProcess::restart);
    }

    /** Has Postgres do something, outside of a transaction. */
    public void postgres(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(endpoints().jdbcUrl());
                Statement open = connection.createStatement()) {
            open.execute(statement);
        }
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
