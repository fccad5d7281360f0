package dev.foldline.command.read;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The port to what is committed of a stream. Thread-safe; waits for nobody who writes, and nobody waits for it.
 *
 * <p>Every method may throw {@link dev.foldline.command.store.StoreUnavailableException}: the database did not answer,
 * or not in time.
 */
public interface StreamHistory {

    /** Version of a stream; 0 where there is none. */
    long version(StreamId id);

    /**
     * Version of a stream after the longest run of its first events that all occurred at or before an instant; 0 where
     * the first one occurred later, or there is none.
     */
    long versionAt(StreamId id, Instant at);

    /** The newest snapshot of a stream at or below a version. */
    Optional<StoredSnapshot> snapshot(StreamId id, long versionMax);

    /**
     * The events of a stream from one version on, at most {@code limit} of them; fewer where they are large, but one at
     * least where there is one.
     */
    List<StoredEvent> events(StreamId id, long fromVersion, int limit);
}
