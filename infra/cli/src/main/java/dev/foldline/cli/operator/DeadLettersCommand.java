package dev.foldline.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.endpoint.EndpointOptions;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline dead-letters}: commands that could not be decided, as command-service shows and handles them. */
@Command(
        name = "dead-letters",
        description = "Shows commands that could not be decided, sends them again, or dismisses them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./foldline dead-letters list",
            "  ./foldline dead-letters retry 3 123",
            "  ./foldline dead-letters retry --code unknown-schema",
            "  ./foldline dead-letters dismiss 3 124 --reason 'sent by mistake'"
        })
public final class DeadLettersCommand implements Runnable {

    private static final String ROOT = "/dead-letters";
    private static final int LIMIT_DEFAULT = 100;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    @Command(name = "list", description = "Prints the first dead letters, by partition and offset, as JSON.")
    int list(
            @Mixin EndpointOptions endpoints,
            @Option(names = "--partition", paramLabel = "P", description = "Only those of one partition.") @Nullable
                    Integer partition,
            @Option(names = "--all", description = "Also those that are resolved.") boolean all,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "" + LIMIT_DEFAULT,
                            description = "How many at most (default: " + LIMIT_DEFAULT + ").")
                    int limit) {
        Map<String, Object> query = new TreeMap<>(Map.of("open", !all, "limit", limit));
        if (partition != null) {
            query.put("partition", partition);
        }
        return print(endpoints, service -> service.get(ROOT, query));
    }

    @Command(name = "show", description = "Prints all of one: the command as it came, and the error.")
    int show(
            @Mixin EndpointOptions endpoints,
            @Parameters(paramLabel = "PARTITION") int partition,
            @Parameters(paramLabel = "OFFSET") long offset) {
        return print(endpoints, service -> service.get(path(partition, offset), Map.of()));
    }

    @Command(
            name = "retry",
            description =
                    "Sends the command of one again, under its command id; with --code, those of all with a code.")
    int retry(
            @Mixin EndpointOptions endpoints,
            @Parameters(paramLabel = "PARTITION", arity = "0..1") @Nullable Integer partition,
            @Parameters(paramLabel = "OFFSET", arity = "0..1") @Nullable Long offset,
            @Option(names = "--force", description = "Also where it is resolved already.") boolean force,
            @Option(
                            names = "--code",
                            paramLabel = "CODE",
                            description = "All open ones with this code of error, up to " + LIMIT_DEFAULT + ".")
                    @Nullable
                    String code) {
        if (partition != null && offset != null && code == null) {
            return print(
                    endpoints, service -> service.post(path(partition, offset) + "/retry", Map.of("force", force)));
        }
        if (partition == null && code != null && !force) {
            return print(
                    endpoints, service -> service.post(ROOT + "/retry", Map.of("code", code, "limit", LIMIT_DEFAULT)));
        }
        throw new ParameterException(
                spec.commandLine().getSubcommands().get("retry"), "give PARTITION and OFFSET, or --code alone");
    }

    @Command(name = "dismiss", description = "Puts one aside without sending its command again.")
    int dismiss(
            @Mixin EndpointOptions endpoints,
            @Parameters(paramLabel = "PARTITION") int partition,
            @Parameters(paramLabel = "OFFSET") long offset,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "Why; kept with the letter.")
                    String reason) {
        return print(
                endpoints, service -> service.post(path(partition, offset) + "/dismiss", Map.of("reason", reason)));
    }

    private int print(EndpointOptions endpoints, Function<ServiceClient, JsonNode> question) {
        try (ServiceClient service = new ServiceClient(endpoints.commandUrl())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(question.apply(service).toPrettyString());
            out.flush();
            return ExitCode.OK;
        }
    }

    private static String path(int partition, long offset) {
        return ROOT + "/" + partition + "/" + offset;
    }
}
