package dev.foldline.cli.schema;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.verify.source.TableReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code foldline schemas}: what the registry has under the schema ids of events, beside what they were used with. */
@Command(
        name = "schemas",
        description =
                "Compares what the registry has under the schema ids of events with what they were first used with.",
        footer = {"", "Examples:", "  ./foldline schemas", "  ./foldline schemas restore"})
public final class SchemasCommand implements Callable<Integer> {

    private static final String ROW = "%6s  %-16s  %-14s  %s%n";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Override
    public Integer call() {
        Map<Integer, SchemaPin> pins = pins(endpoints);
        LostSchemas lost = LostSchemas.of(endpoints.registryUrl(), pins);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, ROW, "ID", "FINGERPRINT", "REGISTRY", "TYPE");
        pins.forEach((id, pin) -> out.printf(
                Locale.ROOT,
                ROW,
                id,
                pin.fingerprint(),
                lost.missing().contains(pin) ? "missing" : lost.others().containsKey(id) ? "another schema" : "ok",
                pin.type()));
        out.flush();
        lost.requireNone();
        return ExitCode.OK;
    }

    @Command(
            name = "restore",
            description =
                    "Registers the schemas of events that the registry has lost, each under its old id. The registry"
                            + " must not have given the ids to others: empty it first, restore, and then run setup.")
    int restore(@Mixin EndpointOptions where) {
        Map<Integer, SchemaPin> pins = pins(where);
        LostSchemas lost = LostSchemas.of(where.registryUrl(), pins);
        lost.requireNoOthers();
        List<SchemaPin> missing = lost.missing();
        PrintWriter out = spec.commandLine().getOut();
        if (!missing.isEmpty()) {
            SchemaRestore.into(where.registryUrl()).register(missing, List.copyOf(pins.values()));
            LostSchemas.of(where.registryUrl(), pins).requireNone();
        }
        out.printf(
                Locale.ROOT,
                "%d schemas restored, the registry has all %d under their ids%n",
                missing.size(),
                pins.size());
        out.flush();
        return ExitCode.OK;
    }

    private static Map<Integer, SchemaPin> pins(EndpointOptions where) {
        try (TableReader tables = TableReader.open(where.jdbcUrl())) {
            Map<Integer, SchemaPin> pins = tables.schemaPins();
            if (pins.isEmpty()) {
                throw new CliException(
                        "the table schema_fingerprints has no rows: no event has been written or read yet");
            }
            return pins;
        }
    }
}
