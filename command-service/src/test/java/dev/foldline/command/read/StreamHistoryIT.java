package dev.foldline.command.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the reads of people may take: memory, time, and no row of anybody. */
final class StreamHistoryIT {

    private static final StreamId ID = new StreamId(0, "account-1");
    private static final int LARGE_BYTES = 900_000;

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final StreamHistory history = new StreamHistory(List.of(database), _ -> 0, 1, Duration.ofSeconds(4));

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void aPageOfLargeEventsIsShorterAndNoneIsLeftOut() throws Exception {
        int count = 40;
        write(count, LARGE_BYTES);

        List<Long> versions = new ArrayList<>();
        List<StoredEvent> page = history.events(ID, 1, 1_000);
        while (!page.isEmpty()) {
            assertThat(page.size() * (long) LARGE_BYTES)
                    .isLessThanOrEqualTo(StreamHistory.PAGE_BYTES_MAX + LARGE_BYTES);
            page.forEach(event -> versions.add(event.aggregateVersion()));
            page = history.events(ID, versions.getLast() + 1, 1_000);
        }

        assertThat(versions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
    }

    @Test
    void anEventLargerThanAPageIsAPageOfItsOwn() throws Exception {
        write(2, StreamHistory.PAGE_BYTES_MAX + 1);

        assertThat(history.events(ID, 1, 1_000)).hasSize(1);
        assertThat(history.events(ID, 2, 1_000)).hasSize(1);
    }

    @Test
    void aPageOfALongStreamCostsNoMoreThanThePage() throws Exception {
        write(20_000, 1);

        List<String> plan = explainPage(5_000, 50);

        assertThat(plan).noneMatch(line -> line.contains("Sort") || line.contains("Seq Scan"));
        assertThat(plan)
                .filteredOn(line -> line.contains("Index Scan using events_0_pkey"))
                .singleElement()
                .asString()
                .containsPattern("actual rows=5[0-9]\\.");
    }

    @Test
    void aServerThatHangsIsGivenUpAndAskedAgainLater() throws Exception {
        write(3, 10);
        assertThat(history.version(ID)).isEqualTo(3);
        long process = processOfTheReader();

        signal("STOP", process);
        try {
            assertTimeoutPreemptively(
                    TestTimeouts.CONDITION,
                    () -> assertThatThrownBy(() -> history.version(ID)).isInstanceOf(StoreUnavailableException.class));
            assertThat(history.version(ID)).isEqualTo(3);
        } finally {
            signal("CONT", process);
        }
    }

    @Test
    void aQueryThatTakesTooLongIsEnded() throws Exception {
        try (Connection holder = PostgresServer.connect(database);
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE events IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> history.version(ID))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("statement timeout");
        }
    }

    @Test
    void theConnectionsCanWriteNothing() throws Exception {
        history.version(ID);

        assertThat(ofTheReader("SHOW transaction_read_only")).isEqualTo("on");
    }

    private void write(int events, int payloadBytes) throws Exception {
        try (EventStore store = new PostgresEventStore(database)) {
            BatchBuilder batch = BatchBuilder.from(store.acquire(0, "me"));
            for (int i = 0; i < events; i++) {
                batch.accepted(ID.aggregateId(), new byte[payloadBytes]);
            }
            store.append(List.of(batch.build()));
        }
    }

    private List<String> explainPage(long fromVersion, int limit) throws SQLException {
        try (Connection connection = history.connection(0);
                PreparedStatement statement = connection.prepareStatement(
                        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + StreamHistory.EVENTS)) {
            statement.setInt(1, ID.partition());
            statement.setString(2, ID.aggregateId());
            statement.setLong(3, fromVersion);
            statement.setInt(4, limit);
            List<String> plan = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.add(rows.getString(1));
                }
            }
            return plan;
        }
    }

    private String ofTheReader(String sql) throws SQLException {
        try (Connection connection = history.connection(0);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private long processOfTheReader() throws SQLException {
        return Long.parseLong(ofTheReader("SELECT pg_backend_pid()"));
    }

    private static void signal(String name, long process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process))
                        .start()
                        .waitFor())
                .isZero();
    }
}
