package dev.foldline.command.store.postgres;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.EventStore.SnapshotUse;
import dev.foldline.command.store.LoadedOutcomes;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.StreamSink;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.util.List;

/** Loads one stream in a process of its own, whose heap the test chooses, and says how many events came in order. */
final class LongStreamLoad {

    private LongStreamLoad() {}

    /**
     * Loads the stream and prints its version.
     *
     * @param args JDBC URL, user, aggregate id
     */
    public static void main(String[] args) {
        PostgresSettings database =
                new PostgresSettings(args[0], args[1], "", "long-stream", PostgresSettings.Limits.DEFAULT);
        StreamId id = new StreamId(0, args[2]);
        Counting counting = new Counting();
        try (EventStore store = new PostgresEventStore(database)) {
            store.load(List.of(id), SnapshotUse.NEWEST, counting);
        }
        System.out.println(counting.version);
    }

    private static final class Counting implements StreamSink {

        private long version;

        @Override
        public void snapshot(StreamId id, StoredSnapshot snapshot) {
            throw new IllegalStateException("the stream has no snapshot");
        }

        @Override
        public void event(StreamId id, StreamEvent event) {
            if (event.version() != version + 1) {
                throw new IllegalStateException("version " + event.version() + " after " + version);
            }
            version++;
        }

        @Override
        public void outcomes(StreamId id, LoadedOutcomes outcomes) {
            throw new IllegalStateException("the stream has no outcomes");
        }
    }
}
