package dev.foldline.command.view;

import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port to a database whose tables of inline views are built again, some streams at a time, while their owners go on
 * writing. Not thread-safe.
 *
 * <p>Every method may throw {@link dev.foldline.command.store.StoreUnavailableException}: the database did not answer,
 * or not in time; what was done before stays done.
 */
public interface ViewRebuild extends AutoCloseable {

    /** What a chunk is turned into: a sink for its streams' events, and afterwards their rows. */
    interface Folding extends StreamSink, Supplier<List<ViewRow>> {}

    /** Whether nobody else rebuilds this view in this database now; holds until {@link #built} or {@link #close}. */
    boolean tryLock(String view);

    /** Version of the view that its table was built by; empty where it never was. */
    OptionalInt builtVersion(String view);

    /** Says that the view's table is built by this version, and lets others rebuild it. */
    void built(String view, int version);

    /**
     * Builds the rows of the next streams of a partition, in one transaction that keeps their owner from committing
     * meanwhile, and removes all other rows between the first and the last of them.
     *
     * @param after the last stream of the chunk before; null to begin
     * @return the last stream of this chunk; empty where there are no more
     */
    Optional<String> rebuildChunk(int partition, @Nullable String after, ViewTable table, Folding folding);

    /** Closes the connection. */
    @Override
    void close();
}
