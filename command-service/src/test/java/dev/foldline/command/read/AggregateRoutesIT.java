package dev.foldline.command.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foldline.command.batch.DecidedPartition;
import dev.foldline.command.batch.NoteType;
import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.testing.TestTimeouts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates over HTTP, from a real Postgres. Snapshots are taken every five events. */
final class AggregateRoutesIT {

    private static final JsonMapper JSON = new JsonMapper();

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final DecidedPartition decided = new DecidedPartition();
    private final EventStore store = new PostgresEventStore(database);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private HttpEndpoint http = serve(database);

    @BeforeEach
    void own() {
        store.acquire(DecidedPartition.PARTITION, "test");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void theStateAtAnyVersionIsAFoldOfTheEventsUpToIt() throws Exception {
        for (int i = 0; i < 40; i++) {
            write("note-1", 1 + i % 3);
        }
        long last = decided.tables.events(DecidedPartition.PARTITION).size();
        assertThat(last).isGreaterThan(70);
        for (long version = 1; version <= last; version++) {
            JsonNode answer = get("/aggregates/note-1?version=" + version, 200);
            // A note's state is how many there are.
            assertThat(answer.path("state").asLong()).isEqualTo(version);
            assertThat(answer.path("version").asLong()).isEqualTo(version);
            assertThat(answer.path("lastPosition").asLong()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1_000, 1_001, 2_000, 2_001, 2_499, 2_500})
    void aStreamOfSeveralPagesIsFoldedWhole(long version) throws Exception {
        write("note-1", 2_500);
        PostgresServer.execute(database, "DELETE FROM snapshots");

        assertThat(get("/aggregates/note-1?version=" + version, 200)
                        .path("state")
                        .asLong())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4, 'version 2 where version 1 is due'",
        "3, 4, 'version 4 where version 3 is due'",
        "5, 5, 'version 6 where version 5 is due'"
    })
    void aStreamThatLacksAnEventIsNotFoldedAcrossTheHole(long lost, long version, String message) throws Exception {
        // With snapshots at 5 and at 10.
        write("note-1", 5);
        write("note-1", 5);
        PostgresServer.execute(database, "SET ROLE foldline_archiver; DELETE FROM events WHERE position = " + lost);

        JsonNode answer = get("/aggregates/note-1?version=" + version, 500);

        assertThat(answer.path("error").asText()).isEqualTo("aggregate-not-readable");
        assertThat(answer.path("message").asText()).isEqualTo("note-1 has " + message);
        assertThat(get("/aggregates/note-1", 200).path("state").asLong()).isEqualTo(10);
    }

    @Test
    void theCurrentStateSaysWhereItStands() throws Exception {
        write("note-1", 7);

        assertThat(get("/aggregates/note-1", 200).toString())
                .isEqualTo("{\"aggregateId\":\"note-1\",\"aggregateType\":\"note\",\"version\":7,\"partition\":0,"
                        + "\"lastPosition\":7,\"lastEventAt\":\"2026-11-21T10:15:30.123456Z\",\"state\":7}");
    }

    @Test
    void theStateAtATimeIsThatOfTheLongestRunOfEventsUpToIt() throws Exception {
        // At 1 s, 2 s, 3 s; then the clock steps back to 2 s, and continues to 4 s.
        writeAt("note-1", 1, 2, 3, 2, 4);

        assertThat(stateAt(1)).isEqualTo(1);
        assertThat(stateAt(2)).isEqualTo(2);
        assertThat(stateAt(3)).isEqualTo(4);
        assertThat(stateAt(4)).isEqualTo(5);
        assertThat(stateAt(9)).isEqualTo(5);
        assertThat(get("/aggregates/note-1?at=" + Instant.EPOCH, 404)
                        .path("error")
                        .asText())
                .isEqualTo("version-not-found");
    }

    @Test
    void aSnapshotThatCannotBeUsedIsPassedOver() throws Exception {
        write("note-1", 7);
        write("note-1", 1);
        PostgresServer.execute(database, "UPDATE snapshots SET state = '\"seven\"'");
        assertThat(get("/aggregates/note-1", 200).path("state").asLong()).isEqualTo(8);
        PostgresServer.execute(database, "UPDATE snapshots SET state = '7', aggregate_type = 'diary'");
        assertThat(get("/aggregates/note-1", 200).path("state").asLong()).isEqualTo(8);
    }

    @Test
    void eventsComeInPagesWithAllTheirMetadata() throws Exception {
        write("note-1", 5);
        PartitionBatch batch = write("note-1", 2);

        JsonNode first = get("/aggregates/note-1/events?limit=6", 200);
        JsonNode second = get(
                "/aggregates/note-1/events?limit=6&from=" + first.path("next").asLong(), 200);

        assertThat(first.path("events")).hasSize(6);
        assertThat(second.path("events")).hasSize(1);
        assertThat(second.has("next")).isFalse();
        StoredEvent event = batch.events().getLast();
        JsonNode shown = second.path("events").get(0);
        assertThat(shown.path("eventId").asText()).isEqualTo(event.eventId().toString());
        assertThat(shown.path("eventType").asText()).isEqualTo(event.eventType());
        assertThat(shown.path("eventVersion").asInt()).isEqualTo(1);
        assertThat(shown.path("aggregateVersion").asLong()).isEqualTo(7);
        assertThat(shown.path("position").asLong()).isEqualTo(7);
        assertThat(shown.path("occurredAt").asText()).isEqualTo("2026-11-21T10:15:30.123456Z");
        assertThat(shown.path("causationId").asText())
                .isEqualTo(event.causationId().toString());
        assertThat(shown.path("correlationId").asText())
                .isEqualTo(event.correlationId().toString());
        assertThat(shown.path("commandOffset").asLong()).isEqualTo(event.commandOffset());
        assertThat(shown.path("data").path("errorMessage").asText()).isEqualTo("after 6");
        assertThat(get("/aggregates/note-1/events?limit=7", 200).has("next")).isFalse();
        assertThat(get("/aggregates/note-1/events?from=8", 200).path("events")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zoë's 帳戶 🙂", "a b+c", "100%", "a/b", "a\\b", "..", "q?x=1&y#z", ";x"})
    void anyIdCanBeAskedFor(String aggregateId) throws Exception {
        write(aggregateId, 3);

        String path = "/aggregates/"
                + URLEncoder.encode(aggregateId, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace(".", "%2E");
        assertThat(get(path, 200).path("aggregateId").asText()).isEqualTo(aggregateId);
        assertThat(get(path + "/events", 200).path("events")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "/aggregates/nobody, 404, aggregate-not-found, there is no aggregate nobody",
        "/aggregates/nobody/events, 404, aggregate-not-found, there is no aggregate nobody",
        "/aggregates/nobody?at=2026-01-01T00:00:00Z, 404, aggregate-not-found, there is no aggregate nobody",
        "/aggregates/note-1?version=4, 404, version-not-found, note-1 has no version 4; it is at version 3",
        "/aggregates/note-1?version=0, 400, bad-version, 'version is \"0\", not a number from 1 on'",
        "/aggregates/note-1?version=x, 400, bad-version, 'version is \"x\", not a number from 1 on'",
        "/aggregates/note-1?at=today, 400, bad-at, 'at is \"today\", not an instant as 2026-11-21T10:15:30Z'",
        "/aggregates/note-1?version=1&at=2026-01-01T00:00:00Z, 400, bad-at, given together with version",
        "/aggregates/note-1/events?limit=1001, 400, bad-limit, 'not a number from 1 to 1000'",
        "/aggregates/note-1/events?from=0, 400, bad-from, 'not a number from 1 on'"
    })
    void whatCannotBeAnsweredSaysWhy(String path, int status, String error, String message) throws Exception {
        write("note-1", 3);

        JsonNode answer = get(path, status);

        assertThat(answer.path("error").asText()).isEqualTo(error);
        assertThat(answer.path("message").asText()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00b", "%FF"})
    void whatCannotBeAnIdIsABadRequest(String id) throws Exception {
        assertThat(send("/aggregates/" + id).statusCode()).isEqualTo(400);
        assertThat(send("/aggregates/" + id + "/events").statusCode()).isEqualTo(400);
    }

    @Test
    void anEventThatThisBuildCannotReadIsNamed() throws Exception {
        write("note-1", 3);
        PostgresServer.execute(
                database,
                "SET ROLE foldline_archiver; DELETE FROM events WHERE position = 3; RESET ROLE;"
                        + " INSERT INTO events SELECT partition, 3, aggregate_id, aggregate_type, 3, gen_random_uuid(),"
                        + " event_type, 1, '\\x0000ff', now(), correlation_id, causation_id, command_offset, NULL"
                        + " FROM events WHERE position = 1");

        JsonNode answer = get("/aggregates/note-1", 500);

        assertThat(answer.path("error").asText()).isEqualTo("aggregate-not-readable");
        assertThat(answer.path("message").asText()).contains("note-1 cannot be folded at version 3");
        assertThat(get("/aggregates/note-1?version=2", 200).path("state").asLong())
                .isEqualTo(2);
    }

    @Test
    void aDatabaseThatIsAwayIsSaidAndWhenToTryAgain() throws Exception {
        http = serve(PostgresServer.through(1, database));

        HttpResponse<String> answer = send("/aggregates/note-1");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.body()).contains("store-unavailable").contains("no connection to the database");
    }

    private long stateAt(long second) throws Exception {
        return get("/aggregates/note-1?at=" + Instant.ofEpochSecond(second), 200)
                .path("state")
                .asLong();
    }

    private PartitionBatch write(String aggregateId, int notes) throws Exception {
        decided.send(aggregateId, NoteType.command(Order.WRITE, notes));
        PartitionBatch batch = decided.commit();
        store.append(List.of(new PartitionBatch(
                batch.partition(),
                batch.epoch(),
                batch.nextOffset(),
                batch.nextPosition(),
                batch.events(),
                batch.outcomes(),
                batch.deadLetters(),
                batch.snapshots(),
                List.of())));
        return batch;
    }

    /** Writes one event for each of these seconds. */
    private void writeAt(String aggregateId, long... seconds) throws Exception {
        write(aggregateId, seconds.length);
        for (int i = 0; i < seconds.length; i++) {
            PostgresServer.execute(
                    database,
                    "ALTER TABLE events_0 DISABLE TRIGGER history_guard;"
                            + " UPDATE events_0 SET occurred_at = to_timestamp(" + seconds[i] + ")"
                            + " WHERE aggregate_version = " + (i + 1) + ";"
                            + " ALTER TABLE events_0 ENABLE ALWAYS TRIGGER history_guard");
        }
    }

    private HttpEndpoint serve(PostgresSettings settings) {
        StreamHistory history = new StreamHistory(List.of(settings), _ -> 0, 2, Duration.ofSeconds(5));
        AggregateReader reader = new AggregateReader(history, decided.types, decided.schemas, _ -> 0);
        HttpEndpoint endpoint = HttpEndpoint.open(
                0, new Health(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), new AggregateRoutes(reader));
        opened.add(endpoint);
        opened.add(history);
        return endpoint;
    }

    private JsonNode get(String path, int status) throws Exception {
        HttpResponse<String> answer = send(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                            .timeout(TestTimeouts.CONDITION)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
