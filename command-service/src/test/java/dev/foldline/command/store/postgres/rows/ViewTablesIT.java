package dev.foldline.command.store.postgres.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.FencedException;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.command.store.entry.ViewTable.Column;
import dev.foldline.command.store.entry.ViewTable.ColumnType;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of inline views are committed with the events, and only with them. */
final class ViewTablesIT {

    private static final Instant AT = Instant.parse("2026-11-21T10:15:30.123456Z");
    private static final ViewTable TABLE = new ViewTable(
            "list",
            List.of(
                    new Column("label", ColumnType.TEXT),
                    new Column("lines", ColumnType.INTEGER),
                    new Column("total", ColumnType.BIGINT),
                    new Column("paid", ColumnType.BOOLEAN),
                    new Column("at", ColumnType.TIMESTAMP)));

    private final PostgresSettings database = PostgresServer.migratedDatabase(2);
    private final EventStore store = new PostgresEventStore(database);

    @BeforeEach
    void createTable() throws SQLException {
        try (var connection = PostgresServer.connect(database);
                var statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE list (
                        partition smallint, aggregate_id text, aggregate_version bigint NOT NULL,
                        label text, lines integer, total bigint, paid boolean, at timestamptz,
                        PRIMARY KEY (partition, aggregate_id))""");
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aRowKeepsEveryTypeAndTakesThePlaceOfTheOneBefore() throws Exception {
        PartitionBatch first = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 1)
                .row(row("a", 1, "Zoë \"1\", {NULL} \\ 🙂", 3, 1L << 40, true, AT))
                .accepted("b", 1)
                .row(row("b", 1, null, null, null, null, null))
                .build();
        store.append(List.of(first));
        assertThat(rows())
                .containsExactly(
                        List.of("a", 1L, "Zoë \"1\", {NULL} \\ 🙂", 3, 1L << 40, true, AT),
                        Arrays.asList("b", 1L, null, null, null, null, null));

        store.append(List.of(BatchBuilder.from(BatchBuilder.after(first))
                .at("a", 1)
                .accepted("a", 1)
                .row(row("a", 2, "NULL", 0, -1L, false, AT))
                .build()));
        assertThat(rows().getFirst()).containsExactly("a", 2L, "NULL", 0, -1L, false, AT);
    }

    @Test
    void aRowWithoutValuesIsDeleted() throws Exception {
        PartitionBatch first = BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 1)
                .row(row("a", 1, "x", 1, 1L, true, AT))
                .build();
        store.append(List.of(first));

        store.append(List.of(BatchBuilder.from(BatchBuilder.after(first))
                .at("a", 1)
                .accepted("a", 1)
                .row(new ViewRow(TABLE, 0, "a", 2, null))
                .build()));

        assertThat(rows()).isEmpty();
    }

    @Test
    void theRowsOfAFencedOwnerAreNotWritten() throws Exception {
        Ownership old = store.acquire(0, "old");
        store.acquire(0, "new");
        PartitionBatch batch = BatchBuilder.from(old)
                .accepted("a", 1)
                .row(row("a", 1, "x", 1, 1L, true, AT))
                .snapshot("a")
                .build();

        assertThatThrownBy(() -> store.append(List.of(batch))).isInstanceOf(FencedException.class);

        assertThat(rows()).isEmpty();
    }

    @Test
    void textThatTheTableCannotHoldIsCleaned() throws Exception {
        store.append(List.of(BatchBuilder.from(store.acquire(0, "w"))
                .accepted("a", 1)
                .row(row("a", 1, "a\0b", 1, 1L, true, AT))
                .build()));

        assertThat(rows().getFirst().get(2)).isEqualTo("a\uFFFDb");
    }

    private static ViewRow row(String aggregateId, long version, @Nullable Object... values) {
        return new ViewRow(TABLE, 0, aggregateId, version, Arrays.asList(values));
    }

    private List<List<@Nullable Object>> rows() throws SQLException {
        List<List<@Nullable Object>> found = new ArrayList<>();
        try (var connection = PostgresServer.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM list ORDER BY aggregate_id")) {
            while (rows.next()) {
                List<@Nullable Object> values = new ArrayList<>();
                for (int column = 2; column <= 8; column++) {
                    Object value = rows.getObject(column);
                    values.add(value instanceof Timestamp at ? at.toInstant() : value);
                }
                found.add(values);
            }
        }
        return found;
    }
}
