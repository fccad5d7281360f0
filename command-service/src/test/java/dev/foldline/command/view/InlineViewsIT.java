package dev.foldline.command.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldline.command.batch.DecidedPartition;
import dev.foldline.command.batch.NoteType;
import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.view.ViewStatus.State;
import dev.foldline.runtime.PartitionDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of inline views are built again from the events, on a real Postgres. */
final class InlineViewsIT {

    private static final String VIEW = "note-counts";

    /** More than two chunks of a rebuild. */
    private static final int STREAMS = 450;

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final DecidedPartition decided = new DecidedPartition();
    private final EventStore store = new PostgresEventStore(database);
    private final List<InlineViews> opened = new ArrayList<>();

    @BeforeEach
    void createTable() throws SQLException {
        store.acquire(DecidedPartition.PARTITION, "test");
        PostgresServer.execute(database, """
                CREATE TABLE note_counts (
                    partition smallint, aggregate_id text COLLATE "C", aggregate_version bigint NOT NULL,
                    notes integer, last text, at timestamptz, PRIMARY KEY (partition, aggregate_id))""");
    }

    @AfterEach
    void close() {
        opened.forEach(InlineViews::close);
        store.close();
    }

    @Test
    void aTableThatWasNeverBuiltIsBuiltFromTheEventsAtStart() throws Exception {
        writeNotes();
        PostgresServer.execute(database, "DELETE FROM note_counts");

        awaitCurrent(open());

        assertThat(rows()).isEqualTo(wanted()).hasSizeGreaterThan(300);
    }

    @Test
    void aTableThatIsCurrentIsLeftAlone() throws Exception {
        writeNotes();
        awaitCurrent(open());
        PostgresServer.execute(database, "DELETE FROM note_counts");

        InlineViews again = open();
        awaitCurrent(again);

        assertThat(rows()).isEmpty();
        assertThat(again.statuses())
                .singleElement()
                .extracting(ViewStatus::streams)
                .isEqualTo(0L);
    }

    @Test
    void aRebuildMendsWrongRowsAndTakesAwayThoseThatShouldNotBeThere() throws Exception {
        writeNotes();
        InlineViews views = open();
        awaitCurrent(views);
        PostgresServer.execute(database, "UPDATE note_counts SET notes = 77 WHERE aggregate_id < 'note-2'");
        PostgresServer.execute(
                database,
                "INSERT INTO note_counts SELECT 0, aggregate_id, 1, 1, 'x', now() FROM events ON CONFLICT DO NOTHING");
        PostgresServer.execute(database, "INSERT INTO note_counts VALUES (0, 'nobody', 1, 1, 'x', now())");

        assertThat(views.rebuild(VIEW)).isTrue();
        await().until(() -> rows().equals(wanted()));
    }

    @Test
    void aSecondRebuildIsRefusedWhileOneGoesOn() throws Exception {
        writeNotes();
        InlineViews views = open();
        awaitCurrent(views);
        try (Connection held = PostgresServer.connect(database)) {
            held.setAutoCommit(false);
            try (Statement statement = held.createStatement()) {
                statement.execute("SELECT FROM command_partitions FOR UPDATE");
            }
            assertThat(views.rebuild(VIEW)).isTrue();
            assertThat(views.rebuild(VIEW)).isFalse();
            held.rollback();
        }
        await().until(() -> views.rebuild(VIEW));
    }

    @Test
    void commandsGoOnMeanwhileAndTheirRowsStand() throws Exception {
        writeNotes();
        InlineViews views = open();
        awaitCurrent(views);

        views.rebuild(VIEW);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 60; i++) {
            decided.send("note-" + random.nextInt(STREAMS), NoteType.command(Order.WRITE, random.nextInt(1, 5)));
            store.append(List.of(decided.commit()));
        }
        await().until(() -> views.statuses().getFirst().state() == State.CURRENT && views.rebuild(VIEW));
        awaitCurrent(views);

        assertThat(rows()).isEqualTo(wanted());
    }

    @Test
    void aViewThatIsNoneIsNamed() {
        InlineViews views = open();

        assertThatThrownBy(() -> views.rebuild("balances"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no inline view balances");
    }

    private void writeNotes() throws Exception {
        for (int i = 0; i < STREAMS; i++) {
            decided.send("note-" + i, NoteType.command(Order.WRITE, 1 + i % 11));
        }
        decided.send("account-1", DecidedPartition.open(10));
        PartitionBatch batch = decided.commit();
        store.append(List.of(batch));
    }

    private InlineViews open() {
        InlineViews views = new InlineViews(
                new InlineViews.Places(
                        List.of(() -> new PostgresViewRebuild(database)),
                        PartitionDatabases.parse(database.url(), "", 1),
                        1),
                decided.types,
                decided.schemas);
        opened.add(views);
        return views;
    }

    private static void awaitCurrent(InlineViews views) {
        await().until(() -> views.statuses().stream().allMatch(status -> status.state() == State.CURRENT));
    }

    /** The rows as the decider wrote them, in memory. */
    private List<List<@Nullable Object>> wanted() {
        List<List<@Nullable Object>> wanted = new ArrayList<>();
        for (ViewRow row : decided.tables
                .viewRows(DecidedPartition.PARTITION, "note_counts")
                .values()) {
            List<@Nullable Object> values = new ArrayList<>(List.of(row.aggregateId(), row.aggregateVersion()));
            values.addAll(Objects.requireNonNull(row.values()));
            wanted.add(values);
        }
        return wanted;
    }

    private List<List<@Nullable Object>> rows() throws SQLException {
        List<List<@Nullable Object>> found = new ArrayList<>();
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT * FROM note_counts ORDER BY aggregate_id COLLATE \"C\"")) {
            while (rows.next()) {
                Instant at = rows.getObject(6, OffsetDateTime.class).toInstant();
                found.add(List.of(rows.getString(2), rows.getLong(3), rows.getInt(4), rows.getString(5), at));
            }
        }
        return found;
    }
}
