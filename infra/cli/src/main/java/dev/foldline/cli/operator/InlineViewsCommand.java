package dev.foldline.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.endpoint.EndpointOptions;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline inline-views}: the tables that command-service writes with the events. */
@Command(
        name = "inline-views",
        description = "Shows the tables that are written with the events, or builds one again.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  ./foldline inline-views list", "  ./foldline inline-views rebuild order-summary"})
public final class InlineViewsCommand implements Runnable {

    private static final String ROOT = "/inline-views";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    @Command(name = "list", description = "Prints the state of each, as JSON.")
    int list(@Mixin EndpointOptions endpoints) {
        return print(endpoints, service -> service.get(ROOT, Map.of()));
    }

    @Command(name = "rebuild", description = "Builds the table of one again from the events; commands go on.")
    int rebuild(
            @Mixin EndpointOptions endpoints,
            @Parameters(paramLabel = "NAME", description = "Which one, as order-summary.") String name) {
        return print(
                endpoints, service -> service.post(ROOT + "/" + ServiceClient.segment(name) + "/rebuild", Map.of()));
    }

    private int print(EndpointOptions endpoints, Function<ServiceClient, JsonNode> question) {
        try (ServiceClient service = new ServiceClient(endpoints.commandUrl())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(question.apply(service).toPrettyString());
            out.flush();
            return ExitCode.OK;
        }
    }
}
