package dev.foldline.domain.view.table;

import dev.foldline.domain.view.Projection;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A view's rows in Postgres, for queries in SQL. The engine reads the view's topic, and writes the rows and the offset
 * that it has read to in one transaction. So the table always shows the topic as it was at some offset.
 *
 * <p>Rows are JSON in the table {@code projections} unless {@link #table} names one of the read model's own. A {@link
 * dev.foldline.domain.Domain} lists its read models.
 *
 * @param <V> the view's row
 */
public interface ReadModel<V extends SpecificRecord> {

    /** A read model with the name of its view, whose rows are JSON in the table {@code projections}. */
    static <V extends SpecificRecord> NamedReadModel<V> json(Projection<V> view) {
        return new NamedReadModel<>(view.name(), view.name(), 1, Optional.empty());
    }

    /** A read model with the name of its view and a table of its own. */
    static <V extends SpecificRecord> NamedReadModel<V> table(Projection<V> view, Table<V> table) {
        return new NamedReadModel<>(view.name(), view.name(), 1, Optional.of(table));
    }

    /** Name in tables, logs and metrics, unique among read models; the view's own name is a good choice. */
    String name();

    /** Name of the view whose rows are written. */
    String view();

    /**
     * Version of what is written, from 1. A higher one empties the table and fills it again from the topic: raise it
     * when columns or their meaning change. If two versions run at once, only the higher one writes.
     */
    default int version() {
        return 1;
    }

    /** The table of its own, the same at every call; empty where rows are JSON in {@code projections}. */
    default Optional<Table<V>> table() {
        return Optional.empty();
    }
}
