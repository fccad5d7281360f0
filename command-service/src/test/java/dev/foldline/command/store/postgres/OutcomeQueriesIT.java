package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.RepeatLookup;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandRange;
import dev.foldline.command.store.entry.StreamPlace;
import dev.foldline.command.store.postgres.session.PostgresSession;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a look-up of a repeat costs does not grow with its stream. */
final class OutcomeQueriesIT {

    private static final PostgresSession session = new PostgresSession(PostgresServer.migratedDatabase(2));

    @BeforeAll
    static void fillALongStream() throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("""
                    INSERT INTO events
                    SELECT p, n, 'long', 'account', n, uuidv7(), 'Deposited', 1, '', now(), uuidv7(), uuidv4(), 2 * n,
                           NULL
                    FROM generate_series(0, 1) AS p, generate_series(1, 20000) AS n""");
            statement.execute("""
                    INSERT INTO command_outcomes
                    SELECT p, 2 * n + 1, uuidv4(), uuidv7(), 'long', 'account', 'REJECTED', '', '', NULL, NULL,
                           0, 0, 0, now(), 2 * n + 1
                    FROM generate_series(0, 1) AS p, generate_series(1, 20000) AS n""");
            statement.execute("VACUUM ANALYZE");
        }
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    void aLookUpReadsTheEventsOfItsRangeByThePrimaryKey() throws SQLException {
        List<String> plan = explain(OutcomeQueries.EVENTS, StreamPlace::version);

        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan).anyMatch(line -> line.contains("events_0_pkey"));
        assertThat(plan).anyMatch(line -> line.contains("aggregate_version <= wanted.through"));
        assertThat(plan).anyMatch(line -> line.contains("Rows Removed by Filter: 256"));
        assertThat(plan)
                .filteredOn(line -> line.contains("on events_1"))
                .allMatch(line -> line.contains("never executed"));
    }

    @Test
    void aLookUpReadsTheOutcomesOfItsRangeByAnIndex() throws SQLException {
        List<String> plan = explain(OutcomeQueries.OUTCOMES, StreamPlace::offset);

        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan).anyMatch(line -> line.contains("command_offset <= wanted.through"));
        assertThat(plan).anyMatch(line -> line.contains("Rows Removed by Filter: 128"));
    }

    private static List<String> explain(String sql, ToLongFunction<StreamPlace> bound) throws SQLException {
        List<RepeatLookup> lookups = IntStream.range(0, 40)
                .mapToObj(i -> new RepeatLookup(
                        new StreamId(0, "long"),
                        new UUID(i, i),
                        new CommandRange(
                                new StreamPlace(256L * i, 512L * i), new StreamPlace(256L * i + 256, 512L * i + 256))))
                .toList();
        try (PreparedStatement statement =
                session.connection().prepareStatement("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql)) {
            OutcomeQueries.set(statement, 1, lookups, bound);
            List<String> plan = new ArrayList<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.add(rows.getString(1));
                }
            }
            return plan;
        }
    }
}
