package dev.foldline.verify.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the column {@code parts} of {@code command_outcomes}: an array of [status, version, events, code, message]. */
final class PartsColumn {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PartsColumn() {}

    /**
     * The parts; none where the column is null.
     *
     * @throws VerifyException if it has something else
     */
    static List<CommandPart> read(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        try {
            List<CommandPart> parts = new ArrayList<>();
            for (JsonNode part : JSON.readTree(json)) {
                parts.add(new CommandPart(
                        CommandStatus.valueOf(part.path(0).asText()),
                        part.path(1).asLong(),
                        part.path(2).asInt(),
                        part.path(3).asText(),
                        part.path(4).asText()));
            }
            return parts;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new VerifyException("command_outcomes.parts has " + json + ", which is not a list of parts", e);
        }
    }
}
