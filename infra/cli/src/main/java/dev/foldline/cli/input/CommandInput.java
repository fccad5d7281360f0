package dev.foldline.cli.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foldline.client.CommandRequest;
import dev.foldline.schema.BulkCommand;
import dev.foldline.serde.JsonRecordException;
import dev.foldline.serde.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a user typed, or a line of JSON, into a command to send.
 *
 * <p>The type {@code BulkCommand} makes one of several: its data is an array of {@code {"type":…,"data":{…}}}.
 */
public final class CommandInput {

    private static final Set<String> LINE_FIELDS =
            Set.of("type", "aggregateId", "data", "expectedVersion", "commandId", "correlationId", "actor");

    private static final Set<String> BULK_FIELDS = Set.of("type", "data");

    private static final Set<String> BULK_NAMES =
            Set.of("BulkCommand", BulkCommand.getClassSchema().getFullName());

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final CommandTypes types = new CommandTypes();

    /**
     * A command from a type, an id and a JSON text.
     *
     * @throws WrongInputException if it is none
     */
    public CommandRequest command(String type, String aggregateId, String json) throws WrongInputException {
        return command(type, aggregateId, parse(json));
    }

    /**
     * A command from one line, {@code {"type":…,"aggregateId":…,"data":{…}}}.
     *
     * @throws WrongInputException if it is none
     */
    public CommandRequest line(String line) throws WrongInputException {
        JsonNode json = parse(line);
        if (!json.isObject()) {
            throw new WrongInputException("the line is not a JSON object");
        }
        refuseOtherFields(json, LINE_FIELDS);
        CommandRequest command = command(required(json, "type"), required(json, "aggregateId"), dataOf(json));
        UUID commandId = uuid(json, "commandId");
        UUID correlationId = uuid(json, "correlationId");
        String actor = text(json, "actor");
        Long expectedVersion = version(json);
        command = commandId == null ? command : command.withCommandId(commandId);
        command = correlationId == null ? command : command.withCorrelationId(correlationId);
        command = actor == null ? command : command.withActor(actor);
        return expectedVersion == null ? command : command.expecting(expectedVersion);
    }

    /**
     * The fields of a command, one per line, with types, defaults and what its schema says of them.
     *
     * @throws WrongInputException if the command does not exist
     */
    public String help(String type) throws WrongInputException {
        return BULK_NAMES.contains(type) ? TypeHelp.OF_BULK : TypeHelp.of(types.find(type), CommandTypes::shortName);
    }

    private CommandRequest command(String type, String aggregateId, JsonNode data) throws WrongInputException {
        if (aggregateId.isEmpty()) {
            throw new WrongInputException("the aggregate id is empty");
        }
        return BULK_NAMES.contains(type)
                ? CommandRequest.ofBulk(aggregateId, bulk(data))
                : CommandRequest.of(aggregateId, record(type, data));
    }

    private List<SpecificRecord> bulk(JsonNode data) throws WrongInputException {
        if (!data.isArray() || data.isEmpty()) {
            throw new WrongInputException("a bulk is an array of one or more {\"type\":…,\"data\":{…}}");
        }
        List<SpecificRecord> commands = new ArrayList<>();
        for (JsonNode command : data) {
            String which = "command " + (commands.size() + 1) + " of the bulk: ";
            try {
                refuseOtherFields(command, BULK_FIELDS);
                commands.add(record(required(command, "type"), dataOf(command)));
            } catch (WrongInputException e) {
                throw new WrongInputException(which + e.getMessage());
            }
        }
        return commands;
    }

    private SpecificRecord record(String type, JsonNode data) throws WrongInputException {
        try {
            return RecordReader.read(types.find(type), data);
        } catch (JsonRecordException e) {
            throw new WrongInputException(String.valueOf(e.getMessage()));
        }
    }

    private static void refuseOtherFields(JsonNode json, Set<String> fields) throws WrongInputException {
        TreeSet<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(fields);
        if (!unknown.isEmpty()) {
            throw new WrongInputException("unknown field " + unknown.first() + "; the fields are "
                    + String.join(", ", new TreeSet<>(fields)));
        }
    }

    private static JsonNode dataOf(JsonNode json) {
        JsonNode data = json.get("data");
        return data == null ? JSON.createObjectNode() : data;
    }

    private static JsonNode parse(String json) throws WrongInputException {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.isMissingNode()) {
                throw new WrongInputException("the JSON is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new WrongInputException("not JSON: " + reason);
        }
    }

    private static String required(JsonNode json, String field) throws WrongInputException {
        String value = text(json, field);
        if (value == null) {
            throw new WrongInputException("field " + field + " is missing");
        }
        return value;
    }

    private static @Nullable String text(JsonNode json, String field) throws WrongInputException {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new WrongInputException("field " + field + " is " + value + ", not a text");
        }
        return value.textValue();
    }

    private static @Nullable Long version(JsonNode json) throws WrongInputException {
        JsonNode value = json.get("expectedVersion");
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new WrongInputException(
                    "field expectedVersion is " + value + ", not a whole number of zero or above");
        }
        return value.longValue();
    }

    private static @Nullable UUID uuid(JsonNode json, String field) throws WrongInputException {
        String value = text(json, field);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("field " + field + " is \"" + value + "\", not a UUID");
        }
    }
}
