package dev.foldline.domain.view.table;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * A read model that is built from its parts; see {@link ReadModel#json} and
 * {@link ReadModel#table(dev.foldline.domain.view.Projection, Table)}. Immutable.
 *
 * @param name    name in tables, logs and metrics
 * @param view    name of the view whose rows are written
 * @param version of what is written, from 1
 * @param table   of its own; empty where rows are JSON
 * @param <V>     the view's row
 */
public record NamedReadModel<V extends SpecificRecord>(String name, String view, int version, Optional<Table<V>> table)
        implements ReadModel<V> {

    /** The same in another version; see {@link ReadModel#version}. */
    public NamedReadModel<V> version(int changed) {
        return new NamedReadModel<>(name, view, changed, table);
    }
}
