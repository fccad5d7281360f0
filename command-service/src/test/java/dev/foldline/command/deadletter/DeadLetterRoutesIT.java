package dev.foldline.command.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.command.batch.TestSchemas;
import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.contract.Ids;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.serde.WrittenRecords;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two partitions in two databases: 0 has letters at the offsets 0 and 1, 1 has one at offset 1. */
class DeadLetterRoutesIT {

    /** A partition whose database does not answer. */
    private static final int AWAY = 9;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<PostgresSettings> databases =
            List.of(PostgresServer.migratedDatabase(2), PostgresServer.migratedDatabase(2));
    private final List<PostgresDeadLetters> tables =
            databases.stream().map(PostgresDeadLetters::new).toList();
    private final CommandsTopic topic = new CommandsTopic();
    private final DeadLetterService service = new DeadLetterService(tables, this::tableOf, topic.resender());
    private final HttpEndpoint http = HttpEndpoint.open(
            0,
            new Health(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new DeadLetterRoutes(service, new WrittenRecords(TestSchemas.registered())));
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void fill() throws Exception {
        try (EventStore store = new PostgresEventStore(databases.get(0))) {
            store.append(List.of(BatchBuilder.from(store.acquire(0, "me"))
                    .dead(new byte[] {7, 0})
                    .dead(new byte[] {7, 1})
                    .build()));
        }
        try (EventStore store = new PostgresEventStore(databases.get(1))) {
            store.append(List.of(BatchBuilder.from(store.acquire(1, "me"))
                    .accepted("account-1", 1)
                    .dead(new byte[] {7, 2})
                    .build()));
        }
    }

    @AfterEach
    void close() {
        client.close();
        http.close();
    }

    @Test
    void aListHasTheLettersOfAllDatabasesInOrderWithoutTheirValues() throws Exception {
        JsonNode letters = get("/dead-letters").get("deadLetters");

        assertThat(places(letters)).containsExactly("0/0", "0/1", "1/1");
        assertThat(letters.get(0)).isEqualTo(JSON.readTree("""
                {"partition": 0, "offset": 0, "key": null, "code": "undecodable", "message": "magic byte is 7, not 0",
                 "occurredAt": "2026-11-21T10:15:30.123456Z", "resolvedAt": null, "resolution": null}"""));
        assertThat(places(get("/dead-letters?limit=2").get("deadLetters"))).containsExactly("0/0", "0/1");
        assertThat(places(get("/dead-letters?partition=1").get("deadLetters"))).containsExactly("1/1");
    }

    @Test
    void aLetterIsShownWithItsBytesAndHeaders() throws Exception {
        JsonNode letter = get("/dead-letters/1/1");

        assertThat(letter.get("valueBase64").binaryValue()).isEqualTo(new byte[] {7, 2});
        assertThat(letter.get("command")).isEqualTo(JSON.readTree("""
                {"unreadable": "the value has 2 bytes, fewer than the prefix of 5"}"""));
        assertThat(letter.get("exception").asText()).isEqualTo("dev.foldline.serde.UndecodableException");
        assertThat(letter.get("headers").get(0).get("value")).isEqualTo(letter.get("commandId"));
        assertThat(letter.get("headers").get(1).get("valueBase64").binaryValue())
                .isEqualTo(new byte[] {0, -1, 7});
        assertThat(letter.get("headers").get(2)).isEqualTo(JSON.readTree("{\"name\": \"none\", \"value\": null}"));
    }

    @Test
    void aRetrySendsTheOriginalUnderItsCommandIdAndMarksTheLetter() throws Exception {
        String commandId = get("/dead-letters/1/1").get("commandId").asText();

        JsonNode answer = json(post("/dead-letters/1/1/retry"), 200);

        assertThat(answer.get("resolution").asText()).isEqualTo("sent again as bank.commands-1@0");
        ProducerRecord<byte @Nullable [], byte @Nullable []> sent =
                topic.records().getFirst();
        assertThat(sent.partition()).isEqualTo(1);
        assertThat(sent.key()).isNull();
        assertThat(sent.value()).isEqualTo(new byte[] {7, 2});
        assertThat(CommandsTopic.headers(sent))
                .containsExactly(
                        "größe \"x\"=" + new String(new byte[] {0, -1, 7}, UTF_8),
                        "none=null",
                        "ce_id=" + commandId,
                        "ce_retryof=1");
        assertThat(places(get("/dead-letters").get("deadLetters"))).containsExactly("0/0", "0/1");
        assertThat(places(get("/dead-letters?open=false").get("deadLetters"))).containsExactly("0/0", "0/1", "1/1");
        assertThat(get("/dead-letters/1/1").get("resolvedAt")).isEqualTo(answer.get("resolvedAt"));
    }

    @Test
    void aLetterWithoutAnOutcomeIsSentUnderTheIdOfItsPlace() throws Exception {
        try (Connection connection = PostgresServer.connect(databases.get(1));
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM command_outcomes");
        }

        json(post("/dead-letters/1/1/retry"), 200);

        assertThat(CommandsTopic.headers(topic.records().getFirst()))
                .contains("ce_id=" + Ids.ofCommandAt("bank.commands", 1, 1));
    }

    @Test
    void aResolvedLetterIsSentAgainOnlyByForce() throws Exception {
        json(post("/dead-letters/0/1/retry"), 200);

        assertRefused(post("/dead-letters/0/1/retry"), 409, "already-resolved", "sent again as bank.commands-0@0");
        assertRefused(post("/dead-letters/0/1/dismiss?reason=x"), 409, "already-resolved", "sent again as");
        assertThat(topic.records()).hasSize(1);

        JsonNode forced = json(post("/dead-letters/0/1/retry?force=true"), 200);
        assertThat(forced.get("resolution").asText()).isEqualTo("sent again as bank.commands-0@1");
    }

    @Test
    void aDismissedLetterSaysWhyAndIsNotSent() throws Exception {
        JsonNode answer = json(post("/dead-letters/0/0/dismiss?reason=a%20test%20of%20Zo%C3%AB"), 200);

        assertThat(answer.get("resolution").asText()).isEqualTo("dismissed: a test of Zoë");
        assertRefused(post("/dead-letters/0/0/retry"), 409, "already-resolved", "dismissed: a test of Zoë");
        assertThat(topic.records()).isEmpty();
    }

    @Test
    void allOpenLettersWithACodeAreSentInOrderUpToALimit() throws Exception {
        json(post("/dead-letters/0/0/dismiss?reason=x"), 200);

        assertThat(json(post("/dead-letters/retry?code=unknown-schema"), 200).get("resolved"))
                .isEmpty();
        assertThat(places(json(post("/dead-letters/retry?code=undecodable&limit=1"), 200)
                        .get("resolved")))
                .containsExactly("0/1");
        assertThat(places(
                        json(post("/dead-letters/retry?code=undecodable"), 200).get("resolved")))
                .containsExactly("1/1");
    }

    @Test
    void aLetterWhoseCommandKafkaDoesNotAcknowledgeStaysOpen() throws Exception {
        topic.fail(new TimeoutException("no broker"));

        assertRefused(post("/dead-letters/0/0/retry"), 503, "not-sent", "no broker");
        assertRefused(
                post("/dead-letters/retry?code=undecodable"), 503, "not-sent", "0 commands were sent again, then: ");
        assertThat(get("/dead-letters/0/0").get("resolvedAt").isNull()).isTrue();

        topic.fail(null);
        json(post("/dead-letters/0/0/retry"), 200);
    }

    @Test
    void aDatabaseThatIsAwayIs503AndTheOthersAreThere() throws Exception {
        assertRefused(send("/dead-letters/" + AWAY + "/0", "GET"), 503, "store-unavailable", "SQLSTATE 08");

        assertThat(get("/dead-letters/1/1").get("offset").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/dead-letters?limit=0, bad-limit",
        "/dead-letters?limit=1001, bad-limit",
        "/dead-letters?partition=x, bad-partition",
        "/dead-letters?open=perhaps, bad-open",
        "/dead-letters/x/0, bad-partition",
        "/dead-letters/0/-1, bad-offset",
    })
    void aBadQuestionIs400(String path, String error) throws Exception {
        assertRefused(send(path, "GET"), 400, error, "not ");
    }

    @ParameterizedTest
    @CsvSource({
        "/dead-letters/0/0/retry?force=1, bad-force, not true or false",
        "/dead-letters/0/0/dismiss, bad-reason, reason is missing",
        "/dead-letters/0/0/dismiss?reason=two%0Alines, bad-reason, one line",
        "/dead-letters/retry, bad-code, code is missing",
    })
    void aBadActionIs400AndDoesNothing(String path, String error, String words) throws Exception {
        assertRefused(post(path), 400, error, words);
        assertThat(topic.records()).isEmpty();
        assertThat(places(get("/dead-letters").get("deadLetters"))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"0/2", "1/0", "2/0", "32767/0"})
    void aLetterThatIsNotThereIs404(String place) throws Exception {
        String message = "there is no dead letter of partition " + place.replace("/", " offset ");

        assertRefused(send("/dead-letters/" + place, "GET"), 404, "unknown-dead-letter", message);
        assertRefused(post("/dead-letters/" + place + "/retry"), 404, "unknown-dead-letter", message);
        assertRefused(post("/dead-letters/" + place + "/dismiss?reason=x"), 404, "unknown-dead-letter", message);
    }

    private @Nullable PostgresDeadLetters tableOf(int partition) {
        if (partition == AWAY) {
            return new PostgresDeadLetters(PostgresServer.through(1, databases.getFirst()));
        }
        return partition < tables.size() ? tables.get(partition) : null;
    }

    private JsonNode get(String path) throws Exception {
        return json(send(path, "GET"), 200);
    }

    private HttpResponse<String> post(String path) throws Exception {
        return send(path, "POST");
    }

    private HttpResponse<String> send(String path, String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static List<String> places(JsonNode letters) {
        return letters.valueStream()
                .map(letter -> letter.get("partition") + "/" + letter.get("offset"))
                .toList();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error, String words)
            throws Exception {
        JsonNode body = json(response, status);
        assertThat(body.get("error").asText()).isEqualTo(error);
        assertThat(body.get("message").asText()).contains(words);
    }
}
