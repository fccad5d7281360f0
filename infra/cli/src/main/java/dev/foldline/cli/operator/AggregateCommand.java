package dev.foldline.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.endpoint.EndpointOptions;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline aggregate}: an aggregate now, at a version or at a time, or its events. */
@Command(
        name = "aggregate",
        description = "Prints an aggregate as it is, or as it was, or its events, as JSON.",
        footer = {
            "",
            "Examples:",
            "  ./foldline aggregate account-1",
            "  ./foldline aggregate account-1 --at-version 3",
            "  ./foldline aggregate account-1 --at 2026-11-21T10:15:30Z",
            "  ./foldline aggregate account-1 --events --from 2 --limit 10"
        })
public final class AggregateCommand implements Callable<Integer> {

    private static final int LIMIT_DEFAULT = 100;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Parameters(index = "0", paramLabel = "ID", description = "Which aggregate, as account-1.")
    private String aggregateId = "";

    @Option(names = "--at-version", paramLabel = "N", description = "As it was after its first N events.")
    private @Nullable Long version;

    @Option(names = "--at", paramLabel = "INSTANT", description = "As it was then, as 2026-11-21T10:15:30Z.")
    private @Nullable Instant at;

    @Option(names = "--events", description = "Its events instead of its state.")
    private boolean events;

    @Option(names = "--from", paramLabel = "N", description = "With --events: the first version wanted (default: 1).")
    private long from = 1;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "With --events: how many at most (default: " + LIMIT_DEFAULT + ").")
    private int limit = LIMIT_DEFAULT;

    @Override
    public Integer call() {
        if ((events && (version != null || at != null)) || (version != null && at != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--at-version, --at and --events are three questions; ask one");
        }
        try (ServiceClient service = new ServiceClient(endpoints.commandUrl())) {
            String path = "/aggregates/" + ServiceClient.segment(aggregateId);
            JsonNode answer = events
                    ? service.get(path + "/events", Map.of("from", from, "limit", limit))
                    : service.get(path, question());
            PrintWriter out = spec.commandLine().getOut();
            out.println(answer.toPrettyString());
            out.flush();
            return ExitCode.OK;
        }
    }

    private Map<String, Object> question() {
        Map<String, Object> question = new TreeMap<>();
        if (version != null) {
            question.put("version", version);
        }
        if (at != null) {
            question.put("at", at);
        }
        return question;
    }
}
