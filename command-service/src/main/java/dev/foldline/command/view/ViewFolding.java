package dev.foldline.command.view;

import dev.foldline.command.store.LoadedOutcomes;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.InlineViewRows;
import dev.foldline.command.stream.StreamFold;
import dev.foldline.command.stream.StreamState;
import dev.foldline.serde.AvroDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds the streams of one chunk after the other into rows of one view. Not thread-safe. */
final class ViewFolding implements PostgresViewRebuild.Folding {

    private static final Logger log = LoggerFactory.getLogger(ViewFolding.class);

    private final ViewTable table;
    private final InlineViewRows rows;
    private final AggregateTypes types;
    private final AvroDecoder decoder;
    private final Map<StreamId, StreamFold> folds = new LinkedHashMap<>();
    private long streams;

    ViewFolding(ViewTable table, InlineViewRows rows, AggregateTypes types, AvroDecoder decoder) {
        this.table = table;
        this.rows = rows;
        this.types = types;
        this.decoder = decoder;
    }

    /** Streams folded so far. */
    long streams() {
        return streams;
    }

    @Override
    public void snapshot(StreamId id, StoredSnapshot snapshot) {
        throw new IllegalStateException("a rebuild folds events alone, but was given a snapshot of " + id);
    }

    @Override
    public void event(StreamId id, StreamEvent event) {
        folds.computeIfAbsent(id, _ -> new StreamFold(decoder, types)).event(event);
    }

    @Override
    public void outcomes(StreamId id, LoadedOutcomes outcomes) {
        // Views follow from events.
    }

    /** The rows of the chunk; the next chunk begins. */
    @Override
    public List<ViewRow> get() {
        List<ViewRow> chunk = new ArrayList<>();
        folds.forEach((id, fold) -> {
            StreamState state = fold.state();
            if (state.broken() != null) {
                log.warn(
                        "{}: cannot be folded, so it has no row in {}: {}",
                        id,
                        table.name(),
                        state.broken().reason());
            } else {
                rows.moved(id, StreamState.missing(), state, row -> {
                    if (row.table().equals(table) && row.values() != null) {
                        chunk.add(row);
                    }
                });
            }
        });
        streams += folds.size();
        folds.clear();
        return chunk;
    }
}
