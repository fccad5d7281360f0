package dev.foldline.command.store;

import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;

/**
 * Is given what a load finds, row by row, so that no stream is ever held whole.
 *
 * <p>For each stream its snapshot comes first, where there is one to use; then its events by version, from the
 * snapshot's own version on (which shows that the stream has come that far), or from 1 without one. Its outcomes may
 * come at any time. Rows of several streams may alternate. What a sink throws ends the load and reaches its caller.
 */
public interface StreamSink {

    void snapshot(StreamId id, StoredSnapshot snapshot);

    void event(StreamId id, StreamEvent event);

    /** Called only for a stream that has outcomes. */
    void outcomes(StreamId id, LoadedOutcomes outcomes);
}
