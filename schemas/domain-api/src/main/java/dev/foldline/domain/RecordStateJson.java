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
 * States that are records, or a sealed interface of records: each component is a field, and of a sealed interface the
 * record's simple name stands in the field {@code is}.
 *
 * @param <S> states
 */
public final class RecordStateJson<S> implements StateJson<S> {

    /** Marks a sealed interface's JSON with the name of the record. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
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
                // A field that is missing or unknown says that the shape is another one.
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
            // Through the declared type: a record by itself would not say which of the interface it is.
            return mapper.readTree(mapper.writerFor(type).writeValueAsBytes(state));
        } catch (IOException e) {
            throw new IllegalStateException("state " + type.getName() + " has no JSON form: " + e.getMessage(), e);
        }
    }

    @Override
    public S read(JsonNode json) {
        try {
            return mapper.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
