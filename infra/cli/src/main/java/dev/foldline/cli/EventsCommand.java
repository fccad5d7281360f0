package dev.foldline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.domain.Domains;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RecordJson;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.serde.pin.SchemaPins;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.TableReader;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldline events}: one stream, as the table has it. */
@Command(
        name = "events",
        description = "Prints the events of one aggregate from the event table, oldest first.",
        footer = {"", "Example:", "  ./foldline events account-1"})
final class EventsCommand implements Callable<Integer> {

    private static final String UNDECODABLE = "undecodable";
    private static final String ROW = "%7s  %9s  %-27s  %-16s  %s%n";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Parameters(paramLabel = "AGGREGATE_ID", description = "Which aggregate.")
    private String aggregateId = "";

    @Option(names = "--json", description = "One JSON object per line, with all columns.")
    private boolean json;

    @Option(names = "--limit", paramLabel = "N", description = "How many events at most (default: all).")
    private long limit = Long.MAX_VALUE;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + ", but 1 is the least");
        }
        PrintWriter out = spec.commandLine().getOut();
        Set<String> undecodable = new TreeSet<>();
        try (TableReader tables = TableReader.open(endpoints.jdbcUrl())) {
            RegistrySchemas schemas = RegistrySchemas.at(
                    endpoints.registryUrl(), RegistrySchemas.Patience.WAITING, SchemaPins.of(tables.schemaPins()));
            AvroDecoder decoder = new AvroDecoder(schemas, Domains.onClassPath().events());
            Iterator<EventRow> rows = tables.stream(aggregateId, limit);
            if (!rows.hasNext()) {
                throw new CliException("there is no aggregate " + aggregateId + ": it has no event in the table");
            }
            if (!json) {
                out.printf(Locale.ROOT, ROW, "VERSION", "POSITION", "OCCURRED AT", "TYPE", "DATA");
            }
            while (rows.hasNext()) {
                EventRow row = rows.next();
                JsonNode data = data(decoder, row);
                print(out, row, data);
                if (data.has(UNDECODABLE)) {
                    undecodable.add(row.eventType());
                }
            }
        }
        out.flush();
        if (!undecodable.isEmpty()) {
            throw new CliException("events of " + aggregateId + " that could not be decoded: "
                    + String.join(", ", undecodable) + "; if no domain here has them, " + DomainsFound.REMEDY);
        }
        return FoldlineCommand.OK;
    }

    private void print(PrintWriter out, EventRow row, JsonNode data) {
        if (json) {
            out.println(line(row, data));
        } else {
            String type = row.eventType().substring(row.eventType().lastIndexOf('.') + 1);
            String place = row.partition() + "/" + row.position();
            out.printf(Locale.ROOT, ROW, row.aggregateVersion(), place, row.occurredAt(), type, data);
        }
    }

    /** The event as JSON; what cannot be read is shown by the reason, so that the rest of the stream still shows. */
    private static JsonNode data(AvroDecoder decoder, EventRow row) {
        try {
            return RecordJson.of(decoder.decode(row.payload(), row.eventType()));
        } catch (UndecodableException e) {
            return JsonNodeFactory.instance.objectNode().put(UNDECODABLE, e.getMessage());
        }
    }

    private static ObjectNode line(EventRow row, JsonNode data) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("partition", row.partition())
                .put("position", row.position())
                .put("aggregateId", row.aggregateId())
                .put("aggregateType", row.aggregateType())
                .put("aggregateVersion", row.aggregateVersion())
                .put("eventId", row.eventId().toString())
                .put("eventType", row.eventType())
                .put("eventVersion", row.eventVersion())
                .put("occurredAt", row.occurredAt().toString())
                .put("correlationId", row.correlationId().toString())
                .put("causationId", row.causationId().toString())
                .put("commandOffset", row.commandOffset());
        if (row.actor() != null) {
            line.put("actor", row.actor());
        }
        if (row.traceParent() != null) {
            line.put("traceparent", row.traceParent());
        }
        if (row.process() != null) {
            line.put("process", row.process());
        }
        return line.set("data", data);
    }
}
