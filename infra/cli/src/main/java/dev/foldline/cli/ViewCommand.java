package dev.foldline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.verify.source.ViewQuery;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline view}: rows of a view, as its query shows them. */
@Command(
        name = "view",
        description = "Prints one row of a view, or its first rows, as JSON.",
        footer = {"", "Examples:", "  ./foldline view account-balances account-1", "  ./foldline view daily-turnover"})
final class ViewCommand implements Callable<Integer> {

    private static final int LIMIT_DEFAULT = 20;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Parameters(index = "0", paramLabel = "NAME", description = "Which view, as account-balances.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "Which row; without it, the first ones.")
    private @Nullable String key;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many rows at most, without KEY (default: " + LIMIT_DEFAULT + ").")
    private int limit = LIMIT_DEFAULT;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + ", but 1 is the least");
        }
        try (ViewQuery query = new ViewQuery(endpoints.queryUrl(), name)) {
            JsonNode found = key == null
                    ? query.rows(limit)
                    : query.row(key).orElseThrow(() -> new CliException("view " + name + " has no row " + key));
            PrintWriter out = spec.commandLine().getOut();
            out.println(found.toPrettyString());
            out.flush();
            return FoldlineCommand.OK;
        }
    }
}
