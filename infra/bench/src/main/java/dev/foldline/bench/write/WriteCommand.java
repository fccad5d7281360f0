package dev.foldline.bench.write;

import dev.foldline.bench.report.BenchFrame;
import dev.foldline.stack.StackOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code foldline bench write}. */
@Command(
        name = "write",
        description = {
            "Commands per second: the topic is filled while command-service sleeps, and drained.",
            "Held against binary COPY of the same rows into an empty table of the same shape by as many connections as"
                    + " there are workers, and against a bare consumer of the same commands with a bare producer of"
                    + " events and results as they are.",
            "A round before warms up; projection-service does not run."
        })
public final class WriteCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private BenchFrame frame;

    @Option(
            names = "--commands",
            paramLabel = "N",
            defaultValue = "300000",
            description = "How many commands are drained (default: ${DEFAULT-VALUE}).")
    private int commands;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DrainOptions drain;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "1",
            description = "Instances of command-service (default: ${DEFAULT-VALUE}).")
    private int instances;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Workers of each instance (default: as many as there are processors, shared by the"
                    + " instances).")
    private @Nullable Integer workers;

    @Option(
            names = "--payload-bytes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Bytes of free text in each command and its event (default: ${DEFAULT-VALUE}).")
    private int payloadBytes;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of command-service to try, such as command.batch.records.max=5000.")
    private Map<String, String> serviceSettings = Map.of();

    @Override
    public Integer call() throws Exception {
        WriteSettings settings = settings();
        return frame.run(
                options -> withServiceSettings(settings.applyTo(options)),
                stack -> new WriteBench(stack, settings).run());
    }

    private StackOptions withServiceSettings(StackOptions options) {
        StackOptions with = options;
        for (Map.Entry<String, String> setting : serviceSettings.entrySet()) {
            with = with.commandSetting(setting.getKey(), setting.getValue());
        }
        return with;
    }

    private WriteSettings settings() {
        int share = WriteSettings.workersOf(instances);
        try {
            return new WriteSettings(
                    commands,
                    drain.accounts(),
                    drain.partitions(),
                    instances,
                    workers == null ? share : workers,
                    payloadBytes);
        } catch (IllegalArgumentException e) {
            throw frame.wrongUse(String.valueOf(e.getMessage()));
        }
    }
}
