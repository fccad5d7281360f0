package dev.foldline.torture;

import dev.foldline.cli.FoldlineCommand;
import dev.foldline.contract.Topics;
import dev.foldline.runtime.fault.FaultClock;
import dev.foldline.runtime.fault.FaultPoint;
import dev.foldline.runtime.fault.Safeguard;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.stack.server.PostgresServer;
import dev.foldline.stack.server.PropertiesFile;
import dev.foldline.stack.server.RegistryServer;
import dev.foldline.torture.client.RecordTimes;
import dev.foldline.torture.fault.Fault;
import dev.foldline.torture.fault.Faults;
import dev.foldline.torture.hostile.HostileLedger;
import dev.foldline.torture.stage.OffsetRecords;
import dev.foldline.torture.stage.RegistryProxy;
import dev.foldline.torture.stage.SmallDisk;
import dev.foldline.torture.stage.TcpProxy;
import dev.foldline.torture.stage.TortureStack;
import dev.foldline.torture.stage.UniqueIndexes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline torture}: the promises, shown on real processes that are hurt. */
@Command(
        name = "torture",
        description = {
            "Starts the whole pipeline with two of each service, sends commands and, between them, records that no",
            "decent producer sends, and lets faults strike meanwhile.",
            "Ends with 0 only when verify finds no difference, and the tables, what clients were told and what",
            "observers saw agree."
        },
        footer = {"", "Example:", "  ./foldline torture --minutes 5 --seed 7"})
public final class TortureCommand implements Callable<Integer> {

    private static final int INSTANCES = 2;
    private static final int PARTITIONS = 8;

    /** Where a view is wrong for good, waiting longer only takes time. */
    private static final Duration SETTLE_WITHOUT_SAFEGUARD_MAX = Duration.ofSeconds(5);

    private static final double SECONDS_PER_MINUTE = 60;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long faults are drawn, also less than one (default: 2).")
    private double minutes = 2;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = {
                "The same seed draws the same commands, hostile records and faults in the same order; what the servers",
                "do with them differs from run to run (default: random)."
            })
    private @Nullable Long seed;

    @Option(
            names = "--faults",
            paramLabel = "NAME",
            split = ",",
            description = "Draw from these only, and go on until each has struck (default: all that there are).")
    private @Nullable List<String> faults;

    @Option(
            names = "--first",
            paramLabel = "NAME",
            split = ",",
            description = "Let these strike before the others, each alone (default: none).")
    private List<String> first = List.of();

    @Option(
            names = "--old-broker-settings",
            description = {
                "Run the broker with the settings that it had before its start was made short: a session that may end",
                "while its coordinators still load."
            })
    private boolean oldBrokerSettings;

    @Option(
            names = "--offset-records",
            paramLabel = "N",
            description = "Write N offsets into __consumer_offsets before the load begins (default: 0).")
    private long offsetRecords;

    @Option(
            names = "--without",
            paramLabel = "SAFEGUARD",
            description = {
                "Turn off what keeps a promise, to see that a breach is found: ${COMPLETION-CANDIDATES}.",
                "EPOCH_CHECK includes --without-unique-indexes."
            })
    private @Nullable Safeguard without;

    @Option(
            names = "--without-unique-indexes",
            description = "Drop the event store's unique indexes, which refuse much of what the epoch check refuses.")
    private boolean withoutUniqueIndexes;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder, which is kept with all logs (default: a temporary one, kept after a breach).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (minutes <= 0) {
            throw new ParameterException(spec.commandLine(), "--minutes " + minutes + ": must be above 0");
        }
        List<Fault> drawn = named("--faults", faults, Faults.all());
        List<Fault> ahead = named("--first", first, List.of());
        Path given = data;
        Path folder = given == null ? Files.createTempDirectory("foldline-torture-") : given;
        TortureReport report = run(folder, drawn, ahead);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json());
            out.flush();
        } else {
            report.print(out);
        }
        if (report.ok() && given == null) {
            Folders.delete(folder);
        } else {
            say("data and logs kept in " + folder);
        }
        return report.ok() ? FoldlineCommand.OK : FoldlineCommand.FAILED;
    }

    private List<Fault> named(String option, @Nullable List<String> names, List<Fault> byDefault) {
        try {
            return names == null ? byDefault : Faults.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    private TortureReport run(Path folder, List<Fault> drawn, List<Fault> ahead)
            throws InterruptedException, SQLException, ExecutionException, IOException {
        long used = seed == null ? ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE) : seed;
        Duration settleMax = without == null ? TortureRun.RECOVERY_MAX : SETTLE_WITHOUT_SAFEGUARD_MAX;
        TortureRun.Setup setup = new TortureRun.Setup(used, PARTITIONS, drawn, ahead, faults != null, settleMax);
        Path faultFile = folder.resolve("fault").toAbsolutePath();
        Path clockFile = folder.resolve("clock").toAbsolutePath();
        say("seed " + used);
        try (SmallDisk postgresDisk = SmallDisk.at(folder.resolve("postgres"), this::say);
                SmallDisk brokerDisk = SmallDisk.at(folder.resolve("kafka/data"), this::say);
                TcpProxy postgresProxy = TcpProxy.start(() -> port(folder, "postgres.port"));
                TcpProxy brokerProxy = TcpProxy.start(() -> port(folder, "broker.port.2"));
                RegistryProxy registryProxy = RegistryProxy.start(() -> port(folder, "registry.port"))) {
            StackOptions options = StackOptions.in(folder)
                    .partitions(PARTITIONS)
                    .instances(INSTANCES)
                    .projectionInstances(INSTANCES)
                    .commandJvmOption("-D" + FaultPoint.SWITCH + "=" + faultFile)
                    .commandJvmOption("-D" + FaultClock.SWITCH + "=" + clockFile)
                    .commandSetting("command.session.timeout.ms", "6000")
                    .commandSetting("command.heartbeat.interval.ms", "2000")
                    .commandSetting(
                            "command.jdbc.url",
                            PostgresServer.jdbcUrl(postgresProxy.port(), PostgresServer.EVENT_STORE))
                    .commandSetting("foldline.registry.url", RegistryServer.url(registryProxy.port()))
                    .commandSetting("foldline.topics.check.interval.ms", "1000")
                    .brokerProxy(brokerProxy.port())
                    .brief();
            // Also after Ctrl-C: the disks can go when nothing runs on them any more.
            Runnable afterStop = () -> {
                brokerDisk.unmount();
                postgresDisk.unmount();
            };
            try (LocalStack stack = LocalStack.start(withoutSafeguard(withBroker(options)), this::say, afterStop)) {
                TortureStack stage = new TortureStack(
                        stack,
                        INSTANCES,
                        faultFile,
                        clockFile,
                        new RecordTimes(),
                        new HostileLedger(),
                        new TortureStack.Proxies(postgresProxy, brokerProxy, registryProxy),
                        postgresDisk,
                        brokerDisk);
                if (withoutUniqueIndexes || without == Safeguard.EPOCH_CHECK) {
                    UniqueIndexes.drop(stage);
                }
                writeOffsets(stage);
                return new TortureRun(stage, setup, this::say)
                        .run(Duration.ofSeconds(Math.round(minutes * SECONDS_PER_MINUTE)));
            }
        }
    }

    private StackOptions withBroker(StackOptions options) {
        return oldBrokerSettings ? options.formerBroker() : options;
    }

    private void writeOffsets(TortureStack stage) throws InterruptedException, ExecutionException {
        if (offsetRecords > 0) {
            say("writing " + offsetRecords + " records into __consumer_offsets");
            OffsetRecords.write(stage.endpoints().bootstrapServers(), Topics.DEFAULT.commands(), offsetRecords);
        }
    }

    private StackOptions withoutSafeguard(StackOptions options) {
        if (without == null) {
            return options;
        }
        String jvmOption = "-D" + Safeguard.SWITCH + "=" + without;
        String permit = "-D" + Safeguard.PERMIT + "=true";
        return options.commandJvmOption(jvmOption)
                .commandJvmOption(permit)
                .projectionJvmOption(jvmOption)
                .projectionJvmOption(permit);
    }

    /** The stack chooses it at its start, and keeps it in its folder. */
    private static int port(Path folder, String key) {
        return Integer.parseInt(
                PropertiesFile.readIfThere(folder.resolve("ports.properties")).getProperty(key));
    }

    private void say(String what) {
        if (!json) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(what);
            err.flush();
        }
    }
}
