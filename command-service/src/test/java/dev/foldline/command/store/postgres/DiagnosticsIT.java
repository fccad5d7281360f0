package dev.foldline.command.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.postgres.DiagnosticsPage.Query;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query of the page of diagnostics runs, and says what the tables hold. */
final class DiagnosticsIT {

    private static final String DEPOSITED = "dev.foldline.schema.account.MoneyDeposited";
    private static final UUID ACCEPTED = BatchBuilder.newId();
    private static final UUID REJECTED = BatchBuilder.newId();
    private static final Map<String, Query> QUERIES = DiagnosticsPage.queries();
    private static final PostgresSettings DATABASE = PostgresServer.migratedDatabase(4);

    /** Correlation ids of the batches' commands are made of their offsets: this is that of offset 1. */
    private static final Map<String, String> VARIABLES = Map.of(
            "aggregate_id",
            "account-1",
            "command_id",
            ACCEPTED.toString(),
            "correlation_id",
            new UUID(7, 1).toString(),
            "partition",
            "1",
            "event_type",
            DEPOSITED);

    /**
     * Partition 1: offset 0 opens account-1 with 3 events, 1 is rejected and 2 repeats it, 3 is dead, 4 is account-2.
     * Partition 2: offset 0 is account-3 with 2 events.
     */
    @BeforeAll
    static void fillTheTables() throws Exception {
        try (PostgresEventStore store = new PostgresEventStore(DATABASE)) {
            Ownership first = store.acquire(1, "owner-a");
            BatchBuilder batch =
                    BatchBuilder.from(first).accepted("account-1", ACCEPTED, 3).rejected("account-1", REJECTED);
            PartitionBatch ofFirst = batch.repeated(batch.build().outcomes().getFirst())
                    .dead(new byte[] {1, 2})
                    .accepted("account-2", 1)
                    .build();
            store.append(List.of(ofFirst));
            Ownership second = store.acquire(2, "owner-b");
            store.append(
                    List.of(BatchBuilder.from(second).accepted("account-3", 2).build()));
        }
    }

    static Stream<String> headings() {
        return QUERIES.keySet().stream();
    }

    static Stream<String> headingsOfIndexedQueries() {
        return QUERIES.entrySet().stream()
                .filter(query -> query.getValue().usesAnIndex())
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("headings")
    void everyQueryRunsAndShowsColumnsWithNames(String heading) throws SQLException {
        run(heading);
        assertThat(columns(heading)).isNotEmpty().doesNotHaveDuplicates().doesNotContain("?column?");
    }

    @ParameterizedTest
    @MethodSource("headingsOfIndexedQueries")
    void aQueryThatIsSaidToUseAnIndexReadsNoTableOfEventsWhole(String heading) throws SQLException {
        List<String> plan = plan(DATABASE, heading);
        List<String> scans = plan.stream()
                .filter(line -> line.matches(".* on (events_\\d|command_outcomes)\\b.*"))
                .toList();
        assertThat(scans).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(plan.stream().filter(line -> line.matches(" *(Index|Recheck) Cond: .*")))
                .as("every one with a condition in %s", plan)
                .hasSizeGreaterThanOrEqualTo(scans.size());
    }

    @Test
    void theNewestEventsComeFirst() throws SQLException {
        assertThat(query("The newest events").sql().strip())
                .isEqualTo("SELECT event_id, aggregate_id, event_type, aggregate_version FROM events"
                        + " ORDER BY occurred_at DESC LIMIT 10");
        List<Map<String, String>> rows = run("The newest events");
        assertThat(rows)
                .hasSize(6)
                .allSatisfy(row ->
                        assertThat(row).containsEntry("event_type", DEPOSITED).containsKey("event_id"));
        assertThat(rows.getFirst()).containsEntry("aggregate_id", "account-2").containsEntry("aggregate_version", "1");

        assertThat(run("The newest events of one partition"))
                .extracting(row -> row.get("position"))
                .containsExactly("4", "3", "2", "1");
        assertThat(run("The newest events of one type")).hasSize(6);
    }

    @Test
    void eventsAreCountedPerAggregate() throws SQLException {
        assertThat(run("Events per aggregate"))
                .extracting(row -> row.get("aggregate_id") + " " + row.get("events"))
                .containsExactly("account-1 3", "account-3 2", "account-2 1");
    }

    @Test
    void theHighestVersionOfEachAggregateIsShown() throws SQLException {
        assertThat(run("Highest versions"))
                .extracting(row -> row.get("aggregate_id") + " " + row.get("version"))
                .containsExactly("account-1 3", "account-3 2", "account-2 1");
    }

    @Test
    void eventsAreCountedPerTypeAndVersion() throws SQLException {
        assertThat(run("Versions per event type"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("event_type", DEPOSITED)
                        .containsEntry("event_version", "1")
                        .containsEntry("events", "6"));
    }

    @Test
    void aWholeTableHasNoDuplicatesAndNoGaps() throws SQLException {
        assertThat(run("Duplicate versions")).isEmpty();
        assertThat(run("Position gaps")).isEmpty();
        assertThat(run("Missing positions"))
                .extracting(row -> row.get("last_position") + " " + row.get("missing"))
                .containsExactly("0 0", "4 0", "2 0", "0 0");
    }

    @Test
    void duplicatesAndGapsAreFound() throws Exception {
        PostgresSettings damaged = PostgresServer.migratedDatabase(4);
        try (Connection connection = PostgresServer.connect(damaged);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE command_partitions SET next_position = 11 WHERE partition = 2");
            statement.execute("UPDATE command_partitions SET next_position = 2 WHERE partition = 3");
            statement.execute("""
                    INSERT INTO events
                    SELECT p, position, 'account-9', 'account', version, uuidv7(), 'Deposited', 1, '', now(),
                           uuidv7(), uuidv7(), 0, NULL
                    FROM (VALUES (2, 3, 1), (2, 4, 2), (2, 8, 3), (3, 1, 2)) AS e (p, position, version)""");
        }

        assertThat(run(damaged, "Duplicate versions"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(entry("aggregate_version", "2"), entry("events", "2"), entry("partitions", "{2,3}")));
        assertThat(run(damaged, "Position gaps"))
                .extracting(
                        row -> row.get("partition") + ": " + row.get("first_missing") + "-" + row.get("last_missing"))
                .containsExactly("2: 1-2", "2: 5-7", "2: 9-10");
        assertThat(run(damaged, "Missing positions"))
                .extracting(row -> row.get("missing"))
                .containsExactly("0", "0", "7", "0");
    }

    @Test
    void ownersEpochsAndCursorsAreShown() throws SQLException {
        List<Map<String, String>> rows = run("Owners, epochs and cursors");
        assertThat(rows).hasSize(4);
        assertThat(rows.get(1))
                .contains(entry("owner", "owner-a"), entry("epoch", "1"))
                .contains(entry("next_offset", "5"), entry("next_position", "5"));
    }

    @Test
    void outcomesAreCountedByCode() throws SQLException {
        assertThat(run("Outcomes by code"))
                .extracting(row -> row.get("status") + " " + row.get("code") + " " + row.get("commands") + " "
                        + row.get("repeats"))
                .containsExactly("REJECTED version-conflict 2 1", "FAILED undecodable 1 0");
    }

    @Test
    void openDeadLettersAreShownAndResolvedOnesAreNot() throws Exception {
        assertThat(run("Open dead letters"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(entry("partition", "1"), entry("command_offset", "3"), entry("value_bytes", "2")));
        assertThat(run("The headers of open dead letters"))
                .extracting(row -> row.get("name"))
                .containsExactly("ce_id", "größe \"x\"", "none");

        PostgresSettings resolved = PostgresServer.migratedDatabase(4);
        try (PostgresEventStore store = new PostgresEventStore(resolved)) {
            store.append(List.of(BatchBuilder.from(store.acquire(0, "owner"))
                    .dead("x".getBytes(StandardCharsets.UTF_8))
                    .build()));
        }
        try (Connection connection = PostgresServer.connect(resolved);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE dead_letters SET resolved_at = now(), resolution = 'skipped'");
        }
        assertThat(run(resolved, "Open dead letters")).isEmpty();
    }

    @Test
    void aStreamsHistoryACommandAndACorrelationIdAreFollowed() throws SQLException {
        assertThat(run("The history of one aggregate"))
                .extracting(row -> row.get("aggregate_version"))
                .containsExactly("1", "2", "3");
        assertThat(run("What one command did"))
                .extracting(row -> row.get("status") + " " + row.get("what"))
                .containsExactly("ACCEPTED " + DEPOSITED, "ACCEPTED " + DEPOSITED, "ACCEPTED " + DEPOSITED);
        Map<String, String> ofTheRejected = new LinkedHashMap<>(VARIABLES);
        ofTheRejected.put("command_id", REJECTED.toString());
        assertThat(rows(DATABASE, query("What one command did").with(ofTheRejected)))
                .extracting(row -> row.get("command_offset") + " " + row.get("what") + " " + row.get("first_offset"))
                .containsExactly("1 version-conflict 1", "2 version-conflict 1");
        assertThat(run("One correlation id: all that came of it"))
                .extracting(row -> row.get("status") + " " + row.get("what"))
                .containsExactly("REJECTED version-conflict");
    }

    @Test
    void aRepeatAndAFailureThatWasSentAgainAreToldApart() throws Exception {
        PostgresSettings database = PostgresServer.migratedDatabase(4);
        UUID correlation = new UUID(8, 2); // of the repeat at offset 2
        try (PostgresEventStore store = new PostgresEventStore(database)) {
            BatchBuilder batch = BatchBuilder.from(store.acquire(1, "owner")).failed("account-1", ACCEPTED);
            PartitionBatch failedAndDecided =
                    batch.accepted("account-1", ACCEPTED, 1).build();
            CommandOutcome decided = CommandOutcome.ofEvents(failedAndDecided.events());
            store.append(List.of(batch.repeated(decided).build()));
        }
        Map<String, String> variables = new LinkedHashMap<>(VARIABLES);
        variables.put("correlation_id", correlation.toString());

        assertThat(rows(database, query("What one command did").with(variables)))
                .extracting(row -> row.get("command_offset") + " " + row.get("status") + " " + row.get("first_offset"))
                .containsExactly("0 FAILED 0", "1 ACCEPTED 1", "2 ACCEPTED 1");
        assertThat(rows(
                        database,
                        query("One correlation id: all that came of it").with(variables)))
                .extracting(row -> row.get("command_offset") + " " + row.get("status") + " " + row.get("first_offset"))
                .containsExactly("2 ACCEPTED 1");
    }

    @Test
    void theOptionalIndexesAreMadeOnEveryPartitionHoweverOftenAndUsed() throws SQLException {
        PostgresSettings database = PostgresServer.migratedDatabase(4);
        runAsPsql(database, DiagnosticsPage.text("sql/optional-event-indexes.sql"));
        runAsPsql(database, DiagnosticsPage.text("sql/optional-event-indexes.sql"));

        assertThat(rows(database, """
                        SELECT indexrelid::regclass::text AS name FROM pg_index
                        WHERE indisvalid AND indrelid = 'events'::regclass"""))
                .extracting(row -> row.get("name"))
                .contains("events_correlation_id", "events_event_type");
        assertThat(plan(database, "One correlation id: all that came of it"))
                .noneMatch(line -> line.contains("Seq Scan on events"))
                .filteredOn(line -> line.contains("_correlation_id"))
                .hasSize(4);
        assertThat(plan(database, "The newest events of one type"))
                .noneMatch(line -> line.contains("Seq Scan on events"))
                .filteredOn(line -> line.contains("_event_type"))
                .hasSize(4);
    }

    /** Statements end with a semicolon, or with psql's order to run each cell of their result. */
    private static void runAsPsql(PostgresSettings database, String script) throws SQLException {
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            var written = Pattern.compile("(?s)(.+?)(;\n|\\\\gexec\n)").matcher(script.replaceAll("(?m)^--.*\n", ""));
            while (written.find()) {
                if (written.group(2).startsWith(";")) {
                    statement.execute(written.group(1));
                } else {
                    for (Map<String, String> row : rows(database, written.group(1))) {
                        statement.execute(row.values().iterator().next());
                    }
                }
            }
        }
    }

    private static Query query(String heading) {
        Query query = QUERIES.get(heading);
        if (query == null) {
            throw new IllegalArgumentException("the page has no query \"" + heading + "\"");
        }
        return query;
    }

    private static List<Map<String, String>> run(String heading) throws SQLException {
        return run(DATABASE, heading);
    }

    private static List<Map<String, String>> run(PostgresSettings database, String heading) throws SQLException {
        return rows(database, query(heading).with(VARIABLES));
    }

    /** The plan when Postgres reads no table whole that it can read otherwise, as it does when tables are large. */
    private static List<String> plan(PostgresSettings database, String heading) throws SQLException {
        return rows(
                        database,
                        "SET enable_seqscan = off; EXPLAIN (COSTS OFF) "
                                + query(heading).with(VARIABLES))
                .stream()
                .map(row -> String.valueOf(row.get("QUERY PLAN")))
                .toList();
    }

    private static List<String> columns(String heading) throws SQLException {
        try (Connection connection = PostgresServer.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query(heading).with(VARIABLES))) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                names.add(result.getMetaData().getColumnLabel(i));
            }
            return names;
        }
    }

    /** The rows of the last of these statements, as text. */
    private static List<Map<String, String>> rows(PostgresSettings database, String sql) throws SQLException {
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            boolean isResult = statement.execute(sql);
            while (!isResult) {
                isResult = statement.getMoreResults();
            }
            List<Map<String, String>> rows = new ArrayList<>();
            try (ResultSet result = statement.getResultSet()) {
                while (result.next()) {
                    Map<String, String> row = new LinkedHashMap<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.put(result.getMetaData().getColumnLabel(i), String.valueOf(result.getString(i)));
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }
}
