package dev.foldline.command.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.InlineView;
import dev.foldline.domain.StateJson;
import dev.foldline.domain.version.MigrationException;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.runtime.fault.BrokenMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    private final JsonMapper json = new JsonMapper();
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
     * Writes a snapshot of a stream.
     *
     * @throws IllegalArgumentException if the stream has no events
     */
    public StoredSnapshot write(StreamId id, StreamState stream, Instant now) {
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
        return new StoredSnapshot(
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
        AggregateType<?, ?, ?> type = type(snapshot);
        try {
            Object state =
                    readAs(type.name(), type.stateJson(), snapshot.schemaVersion(), json.readTree(snapshot.state()));
            JsonNode views = json.readTree(snapshot.views());
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
