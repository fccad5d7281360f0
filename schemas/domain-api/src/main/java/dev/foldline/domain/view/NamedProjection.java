package dev.foldline.domain.view;

import java.util.Collection;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A view that is built from its parts; see {@link Projection#named}. Immutable: each method gives a changed copy.
 *
 * @param <V> the view's row
 */
public final class NamedProjection<V extends SpecificRecord> implements Projection<V> {

    private final String name;
    private final int version;
    private final RowKey rowKey;
    private final Fold<V> fold;

    private NamedProjection(String name, int version, RowKey rowKey, Fold<V> fold) {
        this.name = name;
        this.version = version;
        this.rowKey = rowKey;
        this.fold = fold;
    }

    static <V extends SpecificRecord> NamedProjection<V> of(String name, int version, Class<V> row) {
        return new NamedProjection<>(name, version, RowKey.ofAggregate(), Fold.into(row));
    }

    /** Rows under another key than the aggregate's id; see {@link RowKey#of(Function)}. */
    public NamedProjection<V> rowKey(Function<Event, @Nullable String> key) {
        return new NamedProjection<>(name, version, RowKey.of(key), fold);
    }

    /**
     * Several rows for one event; see {@link RowKey#each(Function)}. A step asks {@link EventMetadata#rowKey()} which
     * of them it is called for.
     */
    public NamedProjection<V> rowKeys(Function<Event, ? extends Collection<String>> keys) {
        return new NamedProjection<>(name, version, RowKey.each(keys), fold);
    }

    /**
     * The same with one more step; see {@link Fold#on}.
     *
     * @throws IllegalArgumentException if the event has a step already
     */
    public <E extends SpecificRecord> NamedProjection<V> on(Class<E> event, Fold.Step<V, E> step) {
        return new NamedProjection<>(name, version, rowKey, fold.on(event, step));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public RowKey rowKey() {
        return rowKey;
    }

    @Override
    public Fold<V> fold() {
        return fold;
    }

    @Override
    public String toString() {
        return "view " + name + " version " + version;
    }
}
