package dev.foldline.command.store.postgres.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSession;
import dev.foldline.command.store.postgres.session.SqlArrays;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What loading a stream costs does not grow with the table. */
final class StreamQueriesIT {

    private static final PostgresSession session = new PostgresSession(PostgresServer.migratedDatabase(4));

    @BeforeAll
    static void fillTheTables() throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("""
                    INSERT INTO events
                    SELECT p, n, 'account-' || n % 500, 'account', 1 + n / 500, uuidv7(), 'Deposited', 1, '', now(),
                           uuidv7(), uuidv7(), n, NULL
                    FROM generate_series(0, 3) AS p, generate_series(1, 4000) AS n""");
            statement.execute("""
                    INSERT INTO command_outcomes
                    SELECT p, n, uuidv7(), uuidv7(), 'account-' || n % 20, 'account', 'REJECTED', '', '', NULL, NULL,
                           0, 0, 0, now(), n
                    FROM generate_series(0, 3) AS p, generate_series(1, 4000) AS n""");
            statement.execute("""
                    INSERT INTO command_filters
                    SELECT p, 'account-' || n % 20, n, n, n + 1, n + 1, 0, ''
                    FROM generate_series(0, 3) AS p, generate_series(1, 4000) AS n""");
            statement.execute("VACUUM ANALYZE");
        }
    }

    @AfterAll
    static void close() {
        session.close();
    }

    static Stream<List<StreamId>> requests() {
        return Stream.of(
                List.of(new StreamId(1, "account-3")),
                Stream.iterate(0, i -> i + 1)
                        .limit(400)
                        .map(i -> new StreamId(1, "account-" + i))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void eventsAreReadByThePrimaryKeyOfTheirOwnPartitionOnly(List<StreamId> ids) throws SQLException {
        List<String> plan = explain(StreamQueries.EVENTS_FROM_SNAPSHOT, ids);

        assertThat(plan).anyMatch(line -> line.contains("Index Scan using events_1_pkey"));
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan)
                .filteredOn(line -> line.contains("on events_") && !line.contains("on events_1"))
                .allMatch(line -> line.contains("never executed"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void noLoadReadsMoreOutcomesOfAStreamThanItsLimit(List<StreamId> ids) throws SQLException {
        for (String sql : List.of(StreamQueries.OUTCOMES_FROM_FIRST, StreamQueries.OUTCOMES_FROM_SNAPSHOT)) {
            List<String> plan = explain(sql, ids);

            assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
            // A stream has 200 of them.
            assertThat(plan)
                    .filteredOn(line -> line.contains("Index Only Scan") && line.contains("command_outcomes_stream"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(rowsOf(line)).isLessThanOrEqualTo(EventStore.OLDER_OUTCOMES_MAX));
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void filtersAndCommandIdsAreReadByTheirKeysOfTheirOwnPartitionOnly(List<StreamId> ids) throws SQLException {
        for (String sql : List.of(FilterQueries.FILTERS, FilterQueries.OF_EVENTS, FilterQueries.OF_OUTCOMES)) {
            List<String> plan = explainFilters(sql, ids);

            assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
            assertThat(plan)
                    .filteredOn(line -> line.contains("on events_") && !line.contains("on events_1"))
                    .allMatch(line -> line.contains("never executed"));
        }
        assertThat(explainFilters(FilterQueries.FILTERS, ids)).anyMatch(line -> line.contains("command_filters_pkey"));
        assertThat(explainFilters(FilterQueries.OF_EVENTS, ids))
                .anyMatch(line -> line.contains("Index Scan using events_1_pkey"));
        assertThat(explainFilters(FilterQueries.OF_OUTCOMES, ids))
                .anyMatch(line -> line.contains("command_outcomes_stream"));
    }

    private static double rowsOf(String line) {
        Matcher rows = Pattern.compile("actual rows=([0-9.]+)").matcher(line);
        return rows.find() ? Double.parseDouble(rows.group(1)) : 0;
    }

    private static List<String> explainFilters(String sql, List<StreamId> ids) throws SQLException {
        try (PreparedStatement statement =
                session.connection().prepareStatement("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql)) {
            FilterQueries.set(statement, 1, ids, Map.of(), 8);
            return lines(statement);
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void outcomesAreReadFromTheIndexOfStreamsAlone(List<StreamId> ids) throws SQLException {
        List<String> plan = explain(StreamQueries.OUTCOMES_FROM_SNAPSHOT, ids);

        assertThat(plan).anyMatch(line -> line.contains("Index Only Scan"));
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan).noneMatch(line -> line.contains("command_outcomes_pkey"));
    }

    private static List<String> explain(String sql, List<StreamId> ids) throws SQLException {
        try (PreparedStatement statement =
                session.connection().prepareStatement("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql)) {
            statement.setArray(1, SqlArrays.smallints(session.connection(), ids, StreamId::partition));
            statement.setArray(2, SqlArrays.texts(session.connection(), ids, StreamId::aggregateId));
            return lines(statement);
        }
    }

    private static List<String> lines(PreparedStatement statement) throws SQLException {
        List<String> plan = new ArrayList<>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
        }
        return plan;
    }
}
