package dev.foldline.cli.operator;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.stack.server.Installation;
import dev.foldline.stack.server.ServiceProcesses;
import dev.foldline.verify.source.TableReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline replay}: the events topic, or another one, again from the table. */
@Command(
        name = "replay",
        description = {
            "Builds the events topic again from the event table, or writes the events into another topic.",
            "What is on the topic stays, and the rest is put behind it: run again, it goes on where it stopped. The"
                    + " events topic itself is built while no command-service runs."
        },
        footer = {
            "",
            "Examples:",
            "  ./foldline replay --delete-first",
            "  ./foldline replay --into events-of-november --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z",
            "  ./foldline replay --into two-partitions --partition 0 --partition 3"
        })
public final class ReplayCommand implements Callable<Integer> {

    /** A line of the process that is meant for people, and not only for its log. */
    private static final Pattern SAID = Pattern.compile("\\S+ (INFO|ERROR) +ReplayEvents (.*)");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Option(
            names = "--partition",
            paramLabel = "P",
            description = "Only this partition; may be given several times (default: all).")
    private List<Integer> partitions = List.of();

    @Option(names = "--into", paramLabel = "TOPIC", description = "Another topic, made if there is none.")
    private @Nullable String into;

    @Option(names = "--delete-first", description = "Deletes the events topic before, with all that is in it.")
    private boolean deleteFirst;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Only events that occurred then or later, as 2026-11-21T10:15:30Z; with --into.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "Only events that occurred before then; with --into.")
    private @Nullable Instant to;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Events of one transaction (default: as the service is configured, 2000).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--topics-prefix",
            paramLabel = "PREFIX",
            description = "Put in front of every topic name; the services' foldline.topics.prefix (default: none).")
    private String topicsPrefix = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireSense();
        Process process = start();
        // Where only this process is told to end.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "replay-stop"));
        try {
            String reason = relay(process);
            if (process.waitFor() != 0) {
                throw new CliException(reason.isEmpty() ? "the replay has ended without a word" : reason);
            }
            return ExitCode.OK;
        } finally {
            process.destroy();
        }
    }

    private void requireSense() {
        if (batchSize != null && batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size is " + batchSize + ", but 1 is the least");
        }
        if (deleteFirst && (into != null || !partitions.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--delete-first is for the whole events topic, so not with --into or --partition");
        }
        if (into == null && (from != null || to != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--from and --to give a part of the events: say --into which topic");
        }
    }

    private Process start() throws IOException {
        Map<String, String> values = new TreeMap<>(databases());
        values.put("foldline.bootstrap.servers", endpoints.bootstrapServers());
        values.put("foldline.registry.url", endpoints.registryUrl());
        values.put("foldline.topics.prefix", topicsPrefix);
        values.put("replay.partitions", partitions.stream().map(String::valueOf).collect(Collectors.joining(",")));
        values.put("replay.into", into == null ? "" : into);
        values.put("replay.delete.first", Boolean.toString(deleteFirst));
        values.put("replay.from", from == null ? "" : from.toString());
        values.put("replay.to", to == null ? "" : to.toString());
        if (batchSize != null) {
            values.put("replay.batch.records.max", batchSize.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(ServiceProcesses.replay(Installation.find()));
        // What these say to the command line is among the values.
        builder.environment().keySet().removeIf(name -> name.startsWith("FOLDLINE_"));
        builder.environment().putAll(ServiceProcesses.variables(values));
        return builder.redirectErrorStream(true).start();
    }

    /** Each partition's rows are in the database where an owner has acquired it. */
    private Map<String, String> databases() {
        List<String> urls = List.of(endpoints.jdbcUrl().strip().split("\\s+", -1));
        try (TableReader tables = TableReader.open(endpoints.jdbcUrl())) {
            Map<Integer, String> holders = tables.holders();
            String elsewhere = holders.entrySet().stream()
                    .filter(holder -> !holder.getValue().equals(urls.getFirst()))
                    .map(holder -> holder.getKey() + "=" + holder.getValue())
                    .collect(Collectors.joining(" "));
            return Map.of(
                    "foldline.partitions",
                    Integer.toString(holders.size()),
                    "command.jdbc.url",
                    urls.getFirst(),
                    "command.jdbc.url.by.partition",
                    elsewhere);
        }
    }

    /** Passes on what the process says, and gives the last error. */
    private String relay(Process process) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String error = "";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher said = SAID.matcher(line);
                if (said.matches() && said.group(1).equals("ERROR")) {
                    error = said.group(2);
                } else if (said.matches()) {
                    out.println(said.group(2));
                    out.flush();
                }
            }
        }
        return error;
    }
}
