package dev.foldline.domain;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.foldline.domain.version.Migration;
import java.io.IOException;
import java.util.List;

/**
 * States that are records, a sealed interface of records, or an enum. Each component is a field; the field {@code is}
 * has the simple name of a sealed interface's record, or the name of an enum's constant.
 *
 * @param <S> states
 */
public final class RecordStateJson<S> implements StateJson<S> {

    private static final String NAME_FIELD = "is";

    /** Marks a sealed interface's JSON with the name of the record. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = NAME_FIELD)
    private interface Named {}

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
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                // A missing or unknown field means that the shape is another one.
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
        if (type.isSealed()) {
            builder.addMixIn(type, Named.class);
            builder.registerSubtypes(type.getPermittedSubclasses());
        }
        this.mapper = builder.build();
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
                return mapper.createObjectNode().put(NAME_FIELD, constant.name());
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
            S state = mapper.treeToValue(type.isEnum() ? json.path(NAME_FIELD) : json, type);
            if (state == null) {
                throw new IllegalArgumentException("not a " + type.getName() + ": " + json);
            }
            return state;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
