package dev.foldline.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foldline.domain.version.Migration;
import java.io.IOException;
import java.util.List;

/**
 * States that are records, a sealed interface of records, or an enum. Each component is a field; the field {@code is}
 * has the simple name of a sealed interface's record, or the name of an enum's constant.
 *
 * <p>Numbers keep every digit, times every nanosecond, and sealed interfaces may be nested at any depth. What does not
 * read back as an equal state, a map with keys of a record for instance, gets no snapshot.
 *
 * @param <S> states
 */
public final class RecordStateJson<S> implements StateJson<S> {

    private final Class<S> type;
    private final int schemaVersion;
    private final List<Migration<JsonNode>> migrations;
    private final JsonMapper mapper;

    /** A shape whose snapshots of other versions are not used. */
    public RecordStateJson(Class<S> type, int schemaVersion) {
        this(type, schemaVersion, List.of());
    }

    /** A shape whose snapshots of other versions are brought to this one. */
    public RecordStateJson(Class<S> type, int schemaVersion, List<Migration<JsonNode>> migrations) {
        this.type = type;
        this.schemaVersion = schemaVersion;
        this.migrations = List.copyOf(migrations);
        this.mapper = StateMapper.create();
    }

    @Override
    public int schemaVersion() {
        return schemaVersion;
    }

    @Override
    public List<Migration<JsonNode>> migrations() {
        return migrations;
    }

    @Override
    public JsonNode write(S state) {
        try {
            if (state instanceof Enum<?> constant) {
                return mapper.createObjectNode().put(StateMapper.NAME_FIELD, constant.name());
            }
            // Uses the declared type: a record by itself would not name its type within the interface.
            return mapper.readTree(mapper.writerFor(type).writeValueAsBytes(state));
        } catch (IOException e) {
            throw new IllegalStateException("state " + type.getName() + " has no JSON form: " + e.getMessage(), e);
        }
    }

    @Override
    public S read(JsonNode json) {
        try {
            S state = mapper.treeToValue(type.isEnum() ? json.path(StateMapper.NAME_FIELD) : json, type);
            if (state == null) {
                throw new IllegalArgumentException("not a " + type.getName() + ": " + json);
            }
            return state;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
