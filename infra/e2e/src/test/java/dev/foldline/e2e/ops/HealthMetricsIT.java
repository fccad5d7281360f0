package dev.foldline.e2e.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foldline.e2e.Load;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The metrics of a running command-service agree with its tables; the partitions are in two databases. */
@Tag("soak")
final class HealthMetricsIT {

    private static final int COMMANDS = 2_000;
    private static final int AGGREGATES = 100;
    private static final long INTERVAL_MS = 500;
    private static final String SILENT = "size unavailable";

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @SuppressWarnings("NullAway.Init")
    private static ManagedProcess service;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Path.of("target", "health-figures");
        Folders.delete(folder);
        StackOptions options = StackOptions.in(folder).brief().databases(2);
        stack = LocalStack.start(
                options.commandSetting("command.report.interval.ms", Long.toString(INTERVAL_MS)), _ -> {});
        service = stack.process("command-service");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void theReportsAndTheMetricsSayWhatTheTablesHold() throws Exception {
        service.restart(); // whatever ran before: the totals of this start are those of the load
        long eventsBefore = count("SELECT count(*) FROM events");
        int reportsBefore = Report.of(service).size();
        answer("figures");
        long events = count("SELECT count(*) FROM events") - eventsBefore;

        Report last = awaitReport(report ->
                report.number("events_total") == events && lagsOf(report).allMatch("0"::equals));
        List<Report> reports = Report.of(service).stream().skip(reportsBefore).toList();
        assertThat(reports.stream()
                        .mapToDouble(report -> report.number("events_per_s") * report.number("interval_s"))
                        .sum())
                .as("events of all intervals, as rates of one decimal")
                .isCloseTo((double) events, within(0.1 * events));
        assertThat(last.number("commands_total")).isGreaterThanOrEqualTo(COMMANDS / 2.0);
        for (String key : List.of(
                "batches",
                "cache_hits",
                "cache_misses",
                "replay_streams",
                "poll_ms",
                "decode_ms",
                "load_ms",
                "decide_ms",
                "append_ms",
                "forward_ms")) {
            assertThat(sum(reports, key)).as(key).isPositive();
        }
        assertThat(last.each("owner")).hasSize(8).isEqualTo(column("owner"));
        assertThat(last.each("epoch")).isEqualTo(column("epoch"));
        assertThat(last.each("forward_lag_offsets"))
                .containsOnlyKeys(column("epoch").keySet());
        assertThat(last.each("database_bytes")).hasSize(2).allSatisfy((url, bytes) -> {
            assertThat(url).startsWith("jdbc:postgresql://").doesNotContain("?");
            assertThat(Long.parseLong(bytes)).isCloseTo(sizeOf(url), within(sizeOf(url) / 2));
        });

        String metrics = metrics();
        assertThat(metric(metrics, "foldline_events_total")).containsExactly((double) events);
        assertThat(metric(metrics, "foldline_loop_phase_seconds_count"))
                .hasSize(7)
                .allMatch(count -> count > 0);
        assertThat(metric(metrics, "foldline_partition_forward_lag")).hasSize(8).containsOnly(0.0);
        assertThat(metric(metrics, "foldline_database_bytes")).hasSize(2).allMatch(bytes -> bytes > 1_000_000);
    }

    @Test
    void eventsAreReplayedByAnInstanceThatRemembersNothing() {
        answer("replayed");
        service.restart();
        int reportsBefore = Report.of(service).size();
        answer("replayed"); // other command ids, the same aggregates
        awaitReport(report -> report.number("commands_total") >= COMMANDS / 2.0);
        List<Report> reports = Report.of(service).stream().skip(reportsBefore).toList();
        assertThat(sum(reports, "replay_events")).isGreaterThanOrEqualTo(AGGREGATES / 2.0);
    }

    @Test
    void aDatabaseThatIsAwayIsSaidOnceWhileReportsGoOn() {
        ManagedProcess database = stack.process("postgres-2");
        awaitReport(report -> !report.each("database_bytes").containsValue("unknown"));
        long saidBefore = lines(SILENT);
        database.kill();
        awaitReport(report -> report.each("database_bytes").containsValue("unknown"));
        int reports = Report.of(service).size();
        Awaitility.await("further reports")
                .atMost(TestTimeouts.CONDITION)
                .until(() -> Report.of(service).size() >= reports + 3);
        assertThat(Report.of(service).getLast().each("database_bytes").values())
                .as("the other answers")
                .anyMatch(bytes -> !bytes.equals("unknown"));
        assertThat(lines(SILENT)).isEqualTo(saidBefore + 1);

        database.restart();
        awaitReport(report -> !report.each("database_bytes").containsValue("unknown"));
        assertThat(lines(SILENT)).isEqualTo(saidBefore + 1);
        assertThat(lines("size available again")).isPositive();
    }

    private static void answer(String name) {
        try (Load load = Load.start(stack.endpoints(), name, COMMANDS, AGGREGATES)) {
            load.awaitAll();
        }
    }

    private static Stream<String> lagsOf(Report report) {
        return report.each("forward_lag_offsets").values().stream();
    }

    /** Waits until the newest report is like that. */
    private static Report awaitReport(Predicate<Report> wanted) {
        return Awaitility.await("a report with what is expected")
                .atMost(TestTimeouts.CONDITION)
                .until(() -> Report.of(service), reports -> !reports.isEmpty() && wanted.test(reports.getLast()))
                .getLast();
    }

    private static double sum(List<Report> reports, String key) {
        return reports.stream().mapToDouble(report -> report.number(key)).sum();
    }

    private static long lines(String words) {
        return Report.log(service).lines().filter(line -> line.contains(words)).count();
    }

    private static List<Double> metric(String metrics, String name) {
        return Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$")
                .matcher(metrics)
                .results()
                .map(match -> Double.valueOf(match.group(1)))
                .toList();
    }

    private static String metrics() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(stack.endpoints().commandUrl() + "/metrics"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** In both databases together. */
    private static long count(String sql) throws SQLException {
        long count = 0;
        for (String url : urls()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                count += row.getLong(1);
            }
        }
        return count;
    }

    /** A column of command_partitions by partition, each from the database in which the partition is owned. */
    private static Map<String, String> column(String name) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        for (String url : urls()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT partition, " + name + " FROM command_partitions WHERE epoch > 0")) {
                while (rows.next()) {
                    values.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return values;
    }

    private static long sizeOf(String url) {
        String withUser = List.of(urls()).stream()
                .filter(each -> each.startsWith(url + "?"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(url + " is none of " + List.of(urls())));
        try (Connection connection = DriverManager.getConnection(withUser);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("size of " + url, e);
        }
    }

    private static String[] urls() {
        return stack.endpoints().jdbcUrl().split(" ", -1);
    }
}
