package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.EventStoreContract;
import dev.foldline.command.store.StoreFault;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PostgresEventStoreTest implements EventStoreContract {

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
        assertThatThrownBy(() -> store.load(List.of(id)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("SQLSTATE 57P01");
        assertThat(store.load(List.of(id))).containsKey(id);
    }
}
