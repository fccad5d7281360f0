package dev.foldline.command.stream;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.LoadedOutcomes;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistryUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Loads streams from the store and folds their rows as they come. Not thread-safe.
 *
 * <p>A stream whose snapshot cannot be used is loaded once more, from its first event.
 */
public final class StreamLoader {

    private final EventStore store;
    private final AvroDecoder decoder;
    private final AggregateTypes types;
    private final SnapshotCodec snapshots;
    private final LoadProbe probe;
    private final WorkMark mark;

    /**
     * @param decoder knows the events of the types that {@code snapshots} knows
     * @param mark    shows the stream that is folded
     */
    public StreamLoader(
            EventStore store, AvroDecoder decoder, SnapshotCodec snapshots, LoadProbe probe, WorkMark mark) {
        this.store = store;
        this.decoder = decoder;
        this.types = snapshots.types();
        this.snapshots = snapshots;
        this.probe = probe;
        this.mark = mark;
    }

    /**
     * Loads streams.
     *
     * @param unreadable takes those that cannot be read now, as a writer's schema cannot be had
     * @return one entry for each of the other {@code ids}
     * @throws dev.foldline.command.store.StoreUnavailableException if the table cannot be read now
     */
    public Map<StreamId, StreamState> load(
            Collection<StreamId> ids, Map<StreamId, RegistryUnavailableException> unreadable) {
        Folding folding = new Folding(unreadable);
        try {
            return load(ids, folding);
        } finally {
            mark.at(null);
        }
    }

    private Map<StreamId, StreamState> load(Collection<StreamId> ids, Folding folding) {
        store.load(ids, SnapshotUse.NEWEST, folding);
        Set<StreamId> unusable = folding.unusable();
        if (!unusable.isEmpty()) {
            unusable.forEach(folding.folds::remove);
            store.load(unusable, SnapshotUse.NONE, folding);
        }
        Map<StreamId, StreamState> states = HashMap.newHashMap(ids.size());
        ids.forEach(id -> {
            StreamFold fold = folding.folds.get(id);
            if (folding.unreadable.containsKey(id)) {
                return;
            }
            states.put(id, fold == null ? StreamState.missing() : fold.state());
        });
        probe.loaded(ids.size(), folding.events);
        return states;
    }

    private final class Folding implements StreamSink {

        private final Map<StreamId, StreamFold> folds = new HashMap<>();
        private final Set<StreamId> damaged = new LinkedHashSet<>();
        private final Map<StreamId, RegistryUnavailableException> unreadable;
        private long events;

        Folding(Map<StreamId, RegistryUnavailableException> unreadable) {
            this.unreadable = unreadable;
        }

        @Override
        public void snapshot(StreamId id, StoredSnapshot snapshot) {
            try {
                StreamFold fold = fold(id);
                mark.at(fold);
                fold.begin(snapshot, snapshots);
            } catch (UnusableSnapshotException e) {
                damaged.add(id);
                probe.snapshotUnusable(id, snapshot.aggregateType(), String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void event(StreamId id, StreamEvent event) {
            events++;
            if ((damaged.isEmpty() || !damaged.contains(id)) && (unreadable.isEmpty() || !unreadable.containsKey(id))) {
                try {
                    StreamFold fold = fold(id);
                    mark.at(fold);
                    fold.event(event);
                } catch (RegistryUnavailableException e) {
                    unreadable.put(id, e);
                }
            }
        }

        @Override
        public void outcomes(StreamId id, LoadedOutcomes outcomes) {
            fold(id).outcomes(outcomes);
        }

        /** The streams to be loaded again; forgets them. */
        Set<StreamId> unusable() {
            Set<StreamId> unusable = new LinkedHashSet<>(damaged);
            folds.forEach((id, fold) -> {
                String fault = unreadable.containsKey(id) ? null : fold.snapshotFault();
                if (fault != null) {
                    unusable.add(id);
                    probe.snapshotUnusable(id, fold.typeName(), fault);
                }
            });
            damaged.clear();
            return unusable;
        }

        private StreamFold fold(StreamId id) {
            return folds.computeIfAbsent(id, _ -> new StreamFold(decoder, types));
        }
    }
}
