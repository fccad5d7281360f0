package dev.foldline.domain;

import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.avro.generic.GenericRecord;

/**
 * What one jar adds to the pipeline: aggregates, views, read models and process managers. It is the one thing that is
 * registered, in {@code META-INF/services/dev.foldline.domain.Domain}; the engines find it with {@link ServiceLoader}.
 *
 * <p>Every process loads it: both services, the command line and the set-up, which registers its schemas in the
 * registry. So it may use only this module and Avro. Each method returns the same at every call.
 */
public interface Domain {

    /** The aggregates: deciders with their commands, states and events. */
    default List<AggregateType<?, ?, ?>> aggregates() {
        return List.of();
    }

    /** The views, each with a topic {@code projection.NAME}. */
    default List<Projection<?>> projections() {
        return List.of();
    }

    /** The tables that views are written into. */
    default List<ReadModel<?>> readModels() {
        return List.of();
    }

    /** The process managers. */
    default List<ProcessManager<?>> processes() {
        return List.of();
    }

    /**
     * Steps between versions of its events, by full record name; none where no event has changed its meaning. The older
     * shapes of an event are read from {@code schema-history/}; see {@link dev.foldline.domain.version.SchemaHistory}.
     *
     * <p>A step gets a record as its writer's schema has it: texts are {@link String}, and a value with a logical type
     * is the plain value that Avro writes, so a time is a {@code long}. It returns a record of the version that it
     * leads to.
     */
    default List<Migration<GenericRecord>> migrations() {
        return List.of();
    }
}
