package dev.foldline.command.store;

import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stream as a load gave it, row by row, put together. */
public final class LoadedStream {

    private final List<StreamEvent> events = new ArrayList<>();
    private @Nullable StoredSnapshot snapshot;
    private LoadedOutcomes outcomes = new LoadedOutcomes(List.of(), LoadedOutcomes.NO_OLDER);

    private LoadedStream() {}

    /** Loads streams from their first events; one entry for each of {@code ids}. */
    public static Map<StreamId, LoadedStream> load(EventStore store, Collection<StreamId> ids) {
        return load(store, ids, SnapshotUse.NONE);
    }

    /** Loads a stream from its first event. */
    public static LoadedStream load(EventStore store, StreamId id) {
        return load(store, id, SnapshotUse.NONE);
    }

    public static LoadedStream load(EventStore store, StreamId id, SnapshotUse use) {
        return Objects.requireNonNull(load(store, List.of(id), use).get(id));
    }

    private static Map<StreamId, LoadedStream> load(EventStore store, Collection<StreamId> ids, SnapshotUse use) {
        Map<StreamId, LoadedStream> loaded = new LinkedHashMap<>();
        ids.forEach(id -> loaded.put(id, new LoadedStream()));
        store.load(ids, use, new StreamSink() {
            @Override
            public void snapshot(StreamId id, StoredSnapshot snapshot) {
                Objects.requireNonNull(loaded.get(id)).snapshot = snapshot;
            }

            @Override
            public void event(StreamId id, StreamEvent event) {
                Objects.requireNonNull(loaded.get(id)).events.add(event);
            }

            @Override
            public void outcomes(StreamId id, LoadedOutcomes outcomes) {
                Objects.requireNonNull(loaded.get(id)).outcomes = outcomes;
            }
        });
        return loaded;
    }

    public List<StreamEvent> events() {
        return events;
    }

    public @Nullable StoredSnapshot snapshot() {
        return snapshot;
    }

    public List<UUID> outcomes() {
        return outcomes.commandIds();
    }

    public long olderOutcomesCreatedMs() {
        return outcomes.olderCreatedMs();
    }
}
