package dev.foldline.command.stream;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.InlineView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns the rows of inline views into rows of their tables. Thread-safe. */
public final class InlineViewRows {

    private static final Map<Class<?>, ViewTable.ColumnType> COLUMN_TYPES = Map.of(
            String.class, ViewTable.ColumnType.TEXT,
            Integer.class, ViewTable.ColumnType.INTEGER,
            Long.class, ViewTable.ColumnType.BIGINT,
            Boolean.class, ViewTable.ColumnType.BOOLEAN,
            Instant.class, ViewTable.ColumnType.TIMESTAMP);

    private final Map<InlineView<?, ?>, ViewTable> tables = new HashMap<>();

    /**
     * @throws IllegalArgumentException if a view has a column of a type that is not one of {@link InlineView.Column}'s
     */
    public InlineViewRows(AggregateTypes types) {
        types.inlineViews().forEach(view -> tables.put(view, tableOf(view)));
    }

    /**
     * Gives the rows of a stream that has moved; also those that the events left as they were, since a row says which
     * version it shows.
     */
    public void moved(StreamId id, StreamState before, StreamState after, Consumer<ViewRow> sink) {
        AggregateType<?, ?, ?> type = after.type();
        FoldedState folded = after.folded();
        if (type == null || folded == null) {
            return;
        }
        for (int i = 0; i < folded.viewRows().size(); i++) {
            @Nullable
            Object was =
                    before.folded() == null ? null : before.folded().viewRows().get(i);
            @Nullable Object is = folded.viewRows().get(i);
            if (was != null || is != null) {
                sink.accept(row(id, after.version(), type.inlineViews().get(i), is));
            }
        }
    }

    /** The table that a view is kept in. */
    public ViewTable table(InlineView<?, ?> view) {
        return Objects.requireNonNull(tables.get(view), view.name());
    }

    private ViewRow row(StreamId stream, long version, InlineView<?, ?> view, @Nullable Object row) {
        return new ViewRow(
                table(view), stream.partition(), stream.aggregateId(), version, row == null ? null : values(view, row));
    }

    @SuppressWarnings("unchecked")
    private static <R> List<@Nullable Object> values(InlineView<?, R> view, Object row) {
        List<@Nullable Object> values = new ArrayList<>(view.columns().size());
        view.columns().forEach(column -> values.add(column.value().apply((R) row)));
        return values;
    }

    private static <R> ViewTable tableOf(InlineView<?, R> view) {
        List<ViewTable.Column> columns = view.columns().stream()
                .map(column -> new ViewTable.Column(column.name(), columnType(view, column)))
                .toList();
        return new ViewTable(view.table(), columns);
    }

    private static ViewTable.ColumnType columnType(InlineView<?, ?> view, InlineView.Column<?> column) {
        ViewTable.ColumnType type = COLUMN_TYPES.get(column.type());
        if (type == null) {
            throw new IllegalArgumentException("view " + view.name() + ": column " + column.name() + " is of type "
                    + column.type().getName() + ", which no column can be");
        }
        return type;
    }
}
