package dev.foldline.cli;

import dev.foldline.cli.progress.StartProgress;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline up}: the whole pipeline on this machine, until Ctrl-C or until one of its processes dies. */
@Command(
        name = "up",
        description =
                "Runs Postgres, Kafka, a schema registry and both services on this machine until Ctrl-C. Data is kept"
                        + " in the folder for the next time; endpoints.properties in it tells the other commands where"
                        + " they are.")
final class UpCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** How often one process may crash while a stack runs before the stack gives up. */
    private static final int RESTARTS_MAX = 5;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:FOLDLINE_DATA:-.foldline}",
            description = "Folder of data, logs and endpoints.properties (FOLDLINE_DATA; now: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".foldline");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Take the ports from N on: N Kafka, N+1 Postgres, N+2 registry, N+3 command-service, N+4"
                    + " projection-service, N+5 and N+6 internal, then further instances. A taken one is replaced by"
                    + " the next free one. Without this option: those of the last run, or any free ones.")
    private int port;

    @Option(
            names = "--partitions",
            paramLabel = "P",
            defaultValue = "8",
            description = "Partitions of every topic; set by the first run on a folder (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "1",
            description = "Instances of command-service, which share the partitions (default: ${DEFAULT-VALUE}).")
    private int instances;

    @Option(
            names = "--projection-instances",
            paramLabel = "N",
            defaultValue = "1",
            description = "Instances of projection-service, which share the partitions (default: ${DEFAULT-VALUE}).")
    private int projectionInstances;

    @Option(
            names = "--servers-only",
            description = "Postgres, Kafka and the registry without the services, as ./foldline replay needs it.")
    private boolean serversOnly;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        long startedNs = System.nanoTime();
        StackOptions options = options();
        try (StartProgress progress = StartProgress.on(err);
                LocalStack stack = LocalStack.start(options, progress::say)) {
            progress.done();
            long tookMs = Duration.ofNanos(System.nanoTime() - startedNs).toMillis();
            print(out, options, stack, tookMs);
            warnOfDomains(err, stack.endpoints());
            keepUp(stack, err);
            return FoldlineCommand.FAILED;
        }
    }

    private StackOptions options() {
        try {
            StackOptions options = StackOptions.in(data)
                    .port(port)
                    .partitions(partitions)
                    .instances(instances)
                    .projectionInstances(projectionInstances);
            return serversOnly ? options.serversOnly() : options;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Starts a process again that has died by itself, and gives up when one dies again and again. Ctrl-C ends the JVM,
     * whose shutdown stops the stack: this returns only after giving up.
     */
    private static void keepUp(LocalStack stack, PrintWriter err) throws InterruptedException {
        Map<String, Integer> deaths = new HashMap<>();
        while (true) {
            ManagedProcess dead = awaitDeath(stack);
            int count = deaths.merge(dead.name(), 1, Integer::sum);
            boolean givesUp = count > RESTARTS_MAX;
            err.println("foldline: " + dead.describeDeath()
                    + (givesUp ? "; that was time " + count + ", stopping the others" : "; starting it again"));
            err.flush();
            if (givesUp) {
                return;
            }
            // Without waiting until it is ready: what it needs may have died as well, and is only started by the next
            // round.
            stack.startAgain(dead);
        }
    }

    private static ManagedProcess awaitDeath(LocalStack stack) throws InterruptedException {
        while (true) {
            Optional<ManagedProcess> dead = stack.died();
            if (dead.isPresent()) {
                return dead.get();
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static void print(PrintWriter out, StackOptions options, LocalStack stack, long tookMs) {
        Endpoints endpoints = stack.endpoints();
        Path dataDir = options.dataDir();
        out.printf("Foldline is up after %.1f s.%n%n", tookMs / 1000.0);
        row(out, "Kafka", endpoints.bootstrapServers());
        row(out, "Postgres", endpoints.jdbcUrl());
        row(out, "Schema registry", endpoints.registryUrl());
        if (options.services()) {
            stack.queryUrls().forEach(url -> row(out, "Queries", url));
            stack.commandUrls().forEach(url -> row(out, "Command service", url + "/metrics"));
        }
        row(out, "Domains", DomainsFound.names());
        row(out, "Endpoints", dataDir.resolve(Endpoints.FILE_NAME).toString());
        row(out, "Logs", dataDir.resolve("logs").toString());
        out.printf("%nCtrl-C stops it; data stays in %s.%n", dataDir);
        out.flush();
    }

    private static void warnOfDomains(PrintWriter err, Endpoints endpoints) {
        DomainsFound.trouble(System.getenv(DomainsFound.VARIABLE)).ifPresent(line -> err.println("foldline: " + line));
        DomainsFound.unhandledEvents(endpoints.registryUrl()).ifPresent(line -> err.println("foldline: " + line));
        err.flush();
    }

    private static void row(PrintWriter out, String what, String where) {
        out.printf("  %-16s %s%n", what, where);
    }
}
