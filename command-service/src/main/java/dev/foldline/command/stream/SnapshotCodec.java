package dev.foldline.command.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.InlineView;
import dev.foldline.domain.StateJson;
import dev.foldline.domain.version.MigrationException;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.runtime.fault.BrokenMachine;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a stream folds to into a snapshot, and reads it back. Thread-safe. */
public final class SnapshotCodec {

    private static final String VERSION = "version";
    private static final String ROW = "row";

    /** A snapshot that cannot be used; the message says why. */
    public static final class UnusableSnapshotException extends Exception {

        private static final long serialVersionUID = 1L;

        public UnusableSnapshotException(String message) {
            super(message, null, false, false);
        }
    }

    /** Characters of a snapshot, with the rows of inline views. */
    private static final int CHARS_MAX = 16_000_000;

    /** What {@code jsonb} takes of a number: digits before the point and behind it. */
    private static final int WHOLE_DIGITS_MAX = 131_072;

    private static final int FRACTION_DIGITS_MAX = 16_383;

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private final AggregateTypes types;
    private final MigrationPaths<JsonNode> paths;

    public SnapshotCodec(AggregateTypes types) {
        this.types = types;
        this.paths = new MigrationPaths<>(types.stateMigrations());
    }

    AggregateTypes types() {
        return types;
    }

    /**
     * Writes a snapshot of a stream, and reads it back.
     *
     * @throws UnusableSnapshotException if it would not be read back as it is; it is not to be stored then
     * @throws IllegalArgumentException  if the stream has no events
     */
    public StoredSnapshot write(StreamId id, StreamState stream, Instant now) throws UnusableSnapshotException {
        AggregateType<?, ?, ?> type = stream.type();
        FoldedState folded = stream.folded();
        if (type == null || folded == null) {
            throw new IllegalArgumentException(id + " has no events, so there is nothing to take a snapshot of");
        }
        ObjectNode views = json.createObjectNode();
        for (int i = 0; i < folded.viewRows().size(); i++) {
            InlineView<?, ?> view = type.inlineViews().get(i);
            Object row = folded.viewRows().get(i);
            ObjectNode entry =
                    views.putObject(view.name()).put(VERSION, view.json().schemaVersion());
            entry.set(ROW, row == null ? json.nullNode() : writeAs(view.json(), row));
        }
        StoredSnapshot snapshot = new StoredSnapshot(
                id.partition(),
                id.aggregateId(),
                stream.version(),
                type.name(),
                type.stateJson().schemaVersion(),
                stream.json().toString(),
                views.toString(),
                stream.recentIds().remembered(),
                stream.recentIds().forgottenCreatedMs(),
                now);
        requireReadableAs(folded, snapshot);
        return snapshot;
    }

    private void requireReadableAs(FoldedState folded, StoredSnapshot snapshot) throws UnusableSnapshotException {
        if (!snapshot.isStorable()) {
            throw new UnusableSnapshotException("it has a character that the table cannot hold");
        }
        if (snapshot.state().length() + snapshot.views().length() > CHARS_MAX) {
            throw new UnusableSnapshotException("it has more than " + CHARS_MAX + " characters");
        }
        FoldedState readBack = read(snapshot, SnapshotCodec::asStored);
        if (!SameState.is(folded.state(), readBack.state())) {
            throw new UnusableSnapshotException("its state does not read back as an equal one");
        }
        if (!SameState.is(folded.viewRows(), readBack.viewRows())) {
            throw new UnusableSnapshotException("a row of its inline views does not read back as an equal one");
        }
    }

    /**
     * The JSON as the table gives it back: {@code jsonb} writes numbers without an exponent.
     *
     * @throws UnusableSnapshotException if the table does not take it
     */
    private static JsonNode asStored(JsonNode node) throws UnusableSnapshotException {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(asStored(field.getValue()));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, asStored(array.get(i)));
            }
        } else if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            if (value.precision() - value.scale() > WHOLE_DIGITS_MAX || value.scale() > FRACTION_DIGITS_MAX) {
                throw new UnusableSnapshotException("it has a number with more digits than the table can hold");
            }
            return value.scale() < 0 ? BigIntegerNode.valueOf(value.toBigIntegerExact()) : node;
        }
        return node;
    }

    /** The type of the stream that a snapshot is of. */
    AggregateType<?, ?, ?> type(StoredSnapshot snapshot) throws UnusableSnapshotException {
        AggregateType<?, ?, ?> type = types.named(snapshot.aggregateType());
        if (type == null) {
            throw new UnusableSnapshotException("no aggregate type here is named " + snapshot.aggregateType());
        }
        return type;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws UnusableSnapshotException if it is of another shape, or damaged
     */
    FoldedState read(StoredSnapshot snapshot) throws UnusableSnapshotException {
        return read(snapshot, node -> node);
    }

    /** A way to the JSON of a snapshot. */
    @FunctionalInterface
    private interface Passage {

        JsonNode through(JsonNode node) throws UnusableSnapshotException;
    }

    private FoldedState read(StoredSnapshot snapshot, Passage passage) throws UnusableSnapshotException {
        AggregateType<?, ?, ?> type = type(snapshot);
        try {
            Object state = readAs(
                    type.name(),
                    type.stateJson(),
                    snapshot.schemaVersion(),
                    passage.through(json.readTree(snapshot.state())));
            JsonNode views = passage.through(json.readTree(snapshot.views()));
            List<@Nullable Object> rows = new ArrayList<>(type.inlineViews().size());
            for (InlineView<?, ?> view : type.inlineViews()) {
                JsonNode entry = views.path(view.name());
                if (entry.isMissingNode()) {
                    throw new UnusableSnapshotException("it has no row of the view " + view.name());
                }
                JsonNode row = entry.path(ROW);
                rows.add(
                        row.isNull()
                                ? null
                                : readAs(
                                        view.name(),
                                        view.json(),
                                        entry.path(VERSION).asInt(),
                                        row));
            }
            return new FoldedState(state, rows);
        } catch (UnusableSnapshotException e) {
            throw e;
        } catch (JsonProcessingException | RuntimeException e) {
            throw new UnusableSnapshotException(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            BrokenMachine.throwOnIf(e);
            throw new UnusableSnapshotException(DeciderRunner.inWords(e));
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> JsonNode writeAs(StateJson<T> shape, Object value) {
        return shape.write((T) value);
    }

    private Object readAs(String name, StateJson<?> shape, int version, JsonNode value)
            throws UnusableSnapshotException {
        try {
            return shape.read(paths.migrate(name, version, shape.schemaVersion(), value));
        } catch (MigrationException e) {
            throw new UnusableSnapshotException("it is of schema version " + version + ", this build's is "
                    + shape.schemaVersion() + ": " + e.getMessage());
        }
    }
}
