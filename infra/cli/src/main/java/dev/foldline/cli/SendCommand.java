package dev.foldline.cli;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.cli.input.CommandInput;
import dev.foldline.cli.input.WrongInputException;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline send}: one command from the arguments, or many as lines of JSON. */
@Command(
        name = "send",
        description = {
            "Sends a command and prints its result as JSON.",
            "With --stdin, sends one command per line of JSON and prints one result per line, in the same order:",
            "  {\"type\":\"account.DepositMoney\",\"aggregateId\":\"account-1\",",
            "   \"data\":{\"amountMinor\":500}}",
            "A line may also have expectedVersion, commandId, correlationId and actor.",
            "send TYPE --help lists the fields of a command.",
            "TYPE BulkCommand sends several for one aggregate as one, of which all hold or none; JSON is their array."
        },
        footer = {
            "",
            "Examples:",
            "  ./foldline send account.OpenAccount account-1 \\",
            "      '{\"owner\":\"Ada\",\"currency\":\"EUR\"}'",
            "  ./foldline send BulkCommand account-1 \\",
            "      '[{\"type\":\"account.DepositMoney\",\"data\":{\"amountMinor\":500}},",
            "        {\"type\":\"account.WithdrawMoney\",\"data\":{\"amountMinor\":200}}]'"
        })
final class SendCommand implements Callable<Integer> {

    private static final int TIMEOUT_DEFAULT_S = 30;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Parameters(index = "0", arity = "0..1", paramLabel = "TYPE", description = "Command, as account.DepositMoney.")
    private @Nullable String type;

    @Parameters(index = "1", arity = "0..1", paramLabel = "AGGREGATE_ID", description = "Which aggregate it is for.")
    private @Nullable String aggregateId;

    @Parameters(index = "2", arity = "0..1", paramLabel = "JSON", description = "The command's fields, as an object.")
    private @Nullable String json;

    @Option(names = "--stdin", description = "Read commands from the standard input, one JSON object per line.")
    private boolean stdin;

    @Option(
            names = "--expected-version",
            paramLabel = "N",
            description = "Refuse the command unless the aggregate has this version; 0: it must not exist.")
    private @Nullable Long expectedVersion;

    @Option(
            names = "--command-id",
            paramLabel = "UUID",
            description = "Name the command; sent again under the same id it is decided once. Default: a new UUIDv7.")
    private @Nullable UUID commandId;

    @Option(names = "--correlation-id", paramLabel = "UUID", description = "Default: the command id.")
    private @Nullable UUID correlationId;

    @Option(names = "--actor", paramLabel = "NAME", description = "Who asks for it; the events carry it on.")
    private @Nullable String actor;

    @Option(
            names = "--partitioner",
            paramLabel = "NAME",
            defaultValue = "${env:FOLDLINE_PARTITIONER:-murmur2}",
            description = "How the pipeline's keys find their partitions: murmur2, crc32 or fnv1a, as"
                    + " foldline.partitioner of its services (FOLDLINE_PARTITIONER; default: murmur2).")
    private String partitioner = "";

    @Option(names = "--no-wait", description = "Do not wait for the result; print the command id once Kafka has it.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for Kafka, and for each result (default: " + TIMEOUT_DEFAULT_S + ").")
    private int timeoutS = TIMEOUT_DEFAULT_S;

    @Override
    public Integer call() throws IOException {
        if (timeoutS < 1) {
            throw new ParameterException(spec.commandLine(), "--timeout is " + timeoutS + ", but 1 is the least");
        }
        return stdin ? sendLines() : sendOne();
    }

    private int sendOne() {
        CommandRequest command = commandOfArguments();
        try (CommandClient client = client()) {
            SendAnswer answer = SendAnswer.send(client, command, noWait).join();
            PrintWriter out = spec.commandLine().getOut();
            out.println(answer.json().toPrettyString());
            out.flush();
            if (answer.exit() == FoldlineCommand.FAILED) {
                throw new CliException(answer.error());
            }
            return answer.exit();
        }
    }

    private int sendLines() throws IOException {
        if (type != null || expectedVersion != null || commandId != null || correlationId != null || actor != null) {
            throw new ParameterException(
                    spec.commandLine(), "with --stdin, everything about a command is in its line, not in arguments");
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (CommandClient client = client()) {
            return new SendLines(
                            client,
                            noWait,
                            spec.commandLine().getOut(),
                            spec.commandLine().getErr())
                    .run(lines);
        }
    }

    /**
     * Prints the fields of the command type that was given with {@code --help}.
     *
     * @return whether one was given; otherwise nothing is printed
     */
    boolean printHelpOfType() {
        if (type == null) {
            return false;
        }
        try {
            PrintWriter out = spec.commandLine().getOut();
            out.print(new CommandInput().help(type));
            out.flush();
            return true;
        } catch (WrongInputException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private CommandRequest commandOfArguments() {
        if (type == null || aggregateId == null || json == null) {
            throw new ParameterException(
                    spec.commandLine(), "give TYPE, AGGREGATE_ID and JSON, or --stdin and commands as lines of JSON");
        }
        try {
            CommandRequest command = new CommandInput().command(type, aggregateId, json);
            command = commandId == null ? command : command.withCommandId(commandId);
            command = correlationId == null ? command : command.withCorrelationId(correlationId);
            command = actor == null ? command : command.withActor(actor);
            return expectedVersion == null ? command : command.expecting(expectedVersion);
        } catch (WrongInputException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private CommandClient client() {
        return CommandClient.open(
                endpoints.bootstrapServers(), endpoints.registryUrl(), topics(), Duration.ofSeconds(timeoutS));
    }

    private Topics topics() {
        try {
            return Topics.DEFAULT.partitionedBy(KeyPartitioner.named(partitioner));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--partitioner: " + e.getMessage(), e);
        }
    }
}
