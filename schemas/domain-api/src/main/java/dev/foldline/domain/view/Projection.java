package dev.foldline.domain.view;

import java.util.List;
import java.util.ServiceLoader;
import org.apache.avro.specific.SpecificRecord;

/**
 * A view of the events: a name, a version, a key function and a fold, all pure. The engine builds topology, store,
 * topic and query from it.
 *
 * <p>One row per aggregate unless {@link #rowKey} says otherwise. Found with {@link ServiceLoader}: a jar on the
 * classpath adds a view without touching the engine. The domain registers the row's record under the view's name, in
 * {@code DomainRecords.views()}.
 *
 * @param <V> the view's row
 */
public interface Projection<V extends SpecificRecord> {

    /** Name in topics, paths and metrics, in kebab case: {@code account-balances}. */
    String name();

    /**
     * Version of the fold, from 1. A higher one has state and progress of its own, so it reads all events again.
     */
    int version();

    /** Which row an event belongs to; the aggregate's own row where a view does not say otherwise. */
    default RowKey rowKey() {
        return RowKey.ofAggregate();
    }

    /** How events change rows; the same fold at every call. */
    Fold<V> fold();

    /** All views on the classpath. */
    static List<Projection<?>> all() {
        return ServiceLoader.load(Projection.class).stream()
                .<Projection<?>>map(ServiceLoader.Provider::get)
                .toList();
    }
}
