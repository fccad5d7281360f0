package dev.foldline.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.cli.operator.TextTable.Column;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline projections}: how far the views are. */
@Command(
        name = "projections",
        description = "Shows how far all views are, or one by partition; handles their dead letters.",
        footer = {"", "Examples:", "  ./foldline projections", "  ./foldline projections account-balances"})
public final class ProjectionsCommand implements Callable<Integer> {

    private static final String ROOT = "/projections";

    private static final Column[] FIGURES = {
        new Column("STATE", "state"),
        new Column("CAUGHT UP", "caughtUp"),
        new Column("LAG", "lagEvents"),
        new Column("LAG S", "lagSeconds"),
        new Column("PER S", "eventsPerSecond"),
        new Column("REPEATS", "repeats"),
        new Column("GAPS", "gaps"),
        new Column("MISSING", "missing"),
        new Column("PARKED", "parked")
    };

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Which view, by partition; without it all, in a line each.")
    private @Nullable String name;

    @Override
    public Integer call() {
        try (ServiceClient service = new ServiceClient(endpoints.queryUrl())) {
            PrintWriter out = spec.commandLine().getOut();
            if (name == null) {
                all(out, service.get(ROOT, Map.of()).path("projections"));
            } else {
                one(out, service.get(path(name), Map.of()));
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    @Command(
            name = "dead-letters",
            description = "Prints the keys of a view whose events wait, as one of them could not be applied.")
    int deadLetters(@Mixin EndpointOptions where, @Parameters(paramLabel = "NAME") String view) {
        return print(where, service -> service.get(deadLetters(view), Map.of()));
    }

    @Command(name = "retry", description = "Applies the events of a key again, until one of them fails.")
    int retry(
            @Mixin EndpointOptions where,
            @Parameters(paramLabel = "NAME") String view,
            @Parameters(paramLabel = "KEY") String key) {
        return request(where, view, key, "retry");
    }

    @Command(
            name = "skip",
            description = "Gives up the first event of a key, for good, and applies those that wait behind it.")
    int skip(
            @Mixin EndpointOptions where,
            @Parameters(paramLabel = "NAME") String view,
            @Parameters(paramLabel = "KEY") String key) {
        return request(where, view, key, "skip");
    }

    private int request(EndpointOptions where, String view, String key, String action) {
        String path = deadLetters(view) + "/" + ServiceClient.segment(key) + "/" + action;
        return print(where, service -> service.post(path, Map.of("actor", System.getProperty("user.name", ""))));
    }

    private int print(EndpointOptions where, Function<ServiceClient, JsonNode> question) {
        try (ServiceClient service = new ServiceClient(where.queryUrl())) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(question.apply(service).toPrettyString());
            out.flush();
            return ExitCode.OK;
        }
    }

    private static String deadLetters(String view) {
        return path(view) + "/dead-letters";
    }

    private static void all(PrintWriter out, JsonNode projections) {
        Column[] columns = new Column[FIGURES.length + 2];
        columns[0] = new Column("PROJECTION", "projection");
        columns[1] = new Column("VERSION", "version");
        System.arraycopy(FIGURES, 0, columns, 2, FIGURES.length);
        out.println(new TextTable(columns).add(projections));
        projections.forEach(projection -> remarks(out, projection));
    }

    private static void one(PrintWriter out, JsonNode projection) {
        Column[] columns = new Column[FIGURES.length + 4];
        columns[0] = new Column("PARTITION", "partition");
        columns[1] = new Column("INSTANCES", "instances");
        columns[2] = new Column("POSITION", "position");
        columns[3] = new Column("OF", "lastPosition");
        System.arraycopy(FIGURES, 0, columns, 4, FIGURES.length);
        out.println(new TextTable(columns).add(projection.path("partitions")));
        remarks(out, projection);
    }

    private static void remarks(PrintWriter out, JsonNode projection) {
        String name = projection.path("projection").asText();
        if (projection.has("rebuild")) {
            JsonNode rebuild = projection.path("rebuild");
            out.printf(
                    "%s: build %s is %s, %s of %s events, %s per second%n",
                    name,
                    rebuild.path("build").asText(),
                    rebuild.path("state").asText(),
                    rebuild.path("eventsDone").asText(),
                    rebuild.path("eventsTotal").asText(),
                    rebuild.path("eventsPerSecond").asText());
        }
        projection
                .path("reasons")
                .properties()
                .forEach(reason -> out.printf(
                        "%s: does not run on instance %s: %s%n",
                        name, reason.getKey(), reason.getValue().asText()));
        projection
                .path("errors")
                .properties()
                .forEach(error -> out.printf(
                        "%s: last error of instance %s: %s%n",
                        name, error.getKey(), error.getValue().asText()));
        projection.path("unknown").forEach(why -> out.printf("%s: %s%n", name, why.asText()));
    }

    private static String path(String view) {
        return ROOT + "/" + ServiceClient.segment(view);
    }
}
