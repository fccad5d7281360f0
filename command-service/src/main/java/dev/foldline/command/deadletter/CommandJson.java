package dev.foldline.command.deadletter;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.schema.BulkCommand;
import dev.foldline.serde.RecordJson;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import dev.foldline.serde.WrittenRecords;
import java.util.Base64;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The command in the bytes of a dead letter, as far as it can be read: {@code {"type", "data"}}, or {@code
 * {"unreadable": SENTENCE}}. A bulk's commands are in its data, each in the same way.
 *
 * @param records reads commands of any type, also those that no domain here has
 */
record CommandJson(WrittenRecords records) {

    private static final String BULK = BulkCommand.getClassSchema().getFullName();
    private static final JsonPointer PARTS = JsonPointer.compile("/data/commands");

    ObjectNode of(byte @Nullable [] value) {
        ObjectNode json = single(value);
        if (json.path("type").asText().equals(BULK)) {
            // Not deeper than this: a bulk inside of a bulk is not a command.
            ArrayNode shown = JsonNodeFactory.instance.arrayNode();
            json.at(PARTS).forEach(part -> shown.add(single(Base64.getDecoder().decode(part.textValue()))));
            json.withObject("/data").set("commands", shown);
        }
        return json;
    }

    private ObjectNode single(byte @Nullable [] value) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        try {
            GenericRecord command = records.read(value);
            json.put("type", command.getSchema().getFullName()).set("data", RecordJson.of(command));
        } catch (UndecodableException | RegistryUnavailableException e) {
            json.put("unreadable", e.getMessage());
        }
        return json;
    }
}
