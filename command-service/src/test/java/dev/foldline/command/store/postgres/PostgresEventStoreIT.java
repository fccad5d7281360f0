package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.EventStoreContract;
import dev.foldline.command.store.LoadedStream;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.StoreFault;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.testing.AlsoOnContainers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@AlsoOnContainers
final class PostgresEventStoreIT implements EventStoreContract {

    private final PostgresSettings database = PostgresServer.migratedDatabase(3);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeStores() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Override
    public EventStore open() {
        return open(database);
    }

    @Override
    public EventStore openWith(StoreFault fault) {
        LossyLink link = new LossyLink(PostgresServer.port(), fault);
        opened.add(link);
        return open(PostgresServer.through(link.port(), database));
    }

    @Override
    public List<Long> snapshotVersions(StreamId id) {
        try (var connection = PostgresServer.connect(database);
                var statement = connection.prepareStatement("SELECT aggregate_version FROM snapshots"
                        + " WHERE partition = ? AND aggregate_id = ? ORDER BY aggregate_version")) {
            statement.setInt(1, id.partition());
            statement.setString(2, id.aggregateId());
            List<Long> versions = new ArrayList<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    versions.add(rows.getLong(1));
                }
            }
            return versions;
        } catch (SQLException e) {
            throw new AssertionError("cannot read snapshots", e);
        }
    }

    private EventStore open(PostgresSettings settings) {
        EventStore store = new PostgresEventStore(settings);
        opened.add(store);
        return store;
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        EventStore store = open(PostgresServer.through(1, database));

        assertThatThrownBy(() -> store.acquire(0, "w"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("acquire partition 0: SQLSTATE 08001");
    }

    @Test
    void aConnectionThatTheServerEndedIsReplacedByTheNextCall() throws Exception {
        EventStore store = open();
        store.acquire(0, "w");
        try (var connection = PostgresServer.connect(database);
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }

        StreamId id = new StreamId(0, "a");
        assertThatThrownBy(() -> LoadedStream.load(store, id))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("SQLSTATE 57P01");
        assertThat(LoadedStream.load(store, id).events()).isEmpty();
    }

    @Test
    void decisionsAreReadBackOverManyPages() throws Exception {
        EventStore store = open();
        BatchBuilder batch = BatchBuilder.from(store.acquire(1, "w"));
        for (int i = 0; i < 900; i++) {
            batch.accepted("account-" + i, 3).rejected("account-" + i, BatchBuilder.newId());
            batch.rejected("account-" + i, BatchBuilder.newId());
        }
        PartitionBatch written = batch.build();
        store.append(List.of(written));
        Ownership owned = store.acquire(1, "w");

        List<StoredEvent> events = new ArrayList<>();
        List<CommandOutcome> outcomes = new ArrayList<>();
        store.readDecisions(owned, 0, 100, chunk -> {
            events.addAll(chunk.events());
            outcomes.addAll(chunk.outcomes());
        });

        assertThat(events)
                .extracting(StoredEvent::eventId)
                .isEqualTo(written.events().stream().map(StoredEvent::eventId).toList());
        assertThat(outcomes).isEqualTo(written.outcomes());
    }

    @Test
    void anEventThatIsMissingStopsThePartition() throws Exception {
        EventStore store = open();
        store.append(List.of(BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 3)
                .accepted("b", 3)
                .build()));
        try (var connection = PostgresServer.connect(database);
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE foldline_archiver; DELETE FROM events WHERE partition = 0 AND position = 5");
        }
        Ownership owned = store.acquire(0, "w");

        assertThatThrownBy(() -> LoadedStream.load(store, new StreamId(0, "b")))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("partition 0: stream b has version 3 where version 2 is due");
        assertThatThrownBy(() -> store.readDecisions(owned, 0, 10, _ -> {}))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("partition 0: the event at position 5 is missing");
    }

    @Test
    void anAggregateIdThatPostgresCannotHoldIsRefusedBeforeAnythingIsWritten() throws Exception {
        EventStore store = open();
        Ownership owned = store.acquire(0, "w");

        assertThatThrownBy(() -> store.append(List.of(BatchBuilder.from(owned)
                        .accepted("a", 1)
                        .accepted("b\0c", 1)
                        .build())))
                .isInstanceOf(RowsRefusedException.class)
                .hasMessage("table events: its rows cannot be written: java.lang.IllegalArgumentException")
                .hasRootCauseMessage(
                        "a text has a U+0000, which Postgres cannot hold; nothing of its batch is written");

        store.append(List.of(BatchBuilder.from(owned).accepted("a", 1).build()));
        assertThat(store.acquire(0, "w")).isEqualTo(new Ownership(0, 2, 1, 2, "w"));
    }
}
