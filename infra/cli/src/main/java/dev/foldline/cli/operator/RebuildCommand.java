package dev.foldline.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.endpoint.EndpointOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline rebuild}: builds a view again beside the one that serves. */
@Command(
        name = "rebuild",
        description = {
            "Rebuilds a view from all events and prints how far it has come.",
            "Queries and the topic go on with the old rows; at the end only those that differ are published."
        },
        footer = {
            "",
            "Examples:",
            "  ./foldline rebuild account-balances",
            "  ./foldline rebuild account-balances --cancel"
        })
public final class RebuildCommand implements Callable<Integer> {

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Parameters(paramLabel = "NAME", description = "Which view, as account-balances.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--cancel", description = "Give up the rebuild that is in progress; the old rows stay.")
    private boolean cancel;

    @Option(names = "--no-wait", description = "Begin, and return at once.")
    private boolean noWait;

    @Override
    public Integer call() throws InterruptedException {
        String path = "/projections/" + ServiceClient.segment(name) + "/rebuild";
        PrintWriter out = spec.commandLine().getOut();
        try (ServiceClient service = new ServiceClient(endpoints.queryUrl())) {
            if (cancel) {
                int build = service.delete(path, Map.of()).path("cancelled").asInt();
                out.println(name + ": build " + build + " is cancelled");
                return ExitCode.OK;
            }
            JsonNode begun = service.post(path, Map.of());
            out.println(name + ": build " + begun.path("build").asInt() + " of version "
                    + begun.path("version").asInt() + " has begun");
            if (!noWait) {
                follow(service, path, out);
            }
            return ExitCode.OK;
        } finally {
            out.flush();
        }
    }

    private void follow(ServiceClient service, String path, PrintWriter out) throws InterruptedException {
        for (Optional<JsonNode> now = progress(service, path); now.isPresent(); now = progress(service, path)) {
            out.println(line(now.get()));
            out.flush();
            TimeUnit.MILLISECONDS.sleep(LOOK_INTERVAL.toMillis());
        }
        out.println(name + ": the rebuild is over");
    }

    /** Empty when a rebuild is no longer in progress. */
    private static Optional<JsonNode> progress(ServiceClient service, String path) {
        try {
            return Optional.of(service.get(path, Map.of()));
        } catch (ServiceException e) {
            if (String.valueOf(e.getMessage()).contains("no rebuild is in progress")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String line(JsonNode progress) {
        String left =
                progress.has("secondsLeft") ? ", " + progress.get("secondsLeft").asLong() + " s left" : "";
        return "%s: %s, %,d of %,d events, %,d/s%s"
                .formatted(
                        name,
                        progress.path("state").asText(),
                        progress.path("eventsDone").asLong(),
                        progress.path("eventsTotal").asLong(),
                        progress.path("eventsPerSecond").asLong(),
                        left);
    }
}
