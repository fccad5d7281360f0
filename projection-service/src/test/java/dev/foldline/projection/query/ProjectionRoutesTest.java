package dev.foldline.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.projection.config.QuerySettings;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionRoutesTest {

    private static final int ROWS = 120;

    private final FakeView view = new FakeView();
    private final HttpEndpoint http = HttpEndpoint.open(
            0,
            new Health(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new ProjectionRoutes(
                    Map.of("account-balances", view), new QuerySettings(100, 1_000, Duration.ofSeconds(2))));
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void fill() {
        for (int i = 0; i < ROWS; i++) {
            String id = "account-" + i;
            Instant at = Instant.parse("2026-01-01T00:00:00.123456Z");
            view.put(id, new AccountBalance(id, "Ada", "EUR", 500L + i, AccountStatus.OPEN, 2L, 3L, at));
        }
    }

    @AfterEach
    void close() {
        client.close();
        http.close();
    }

    @Test
    void aKeyHasItsRowAsPlainJson() throws Exception {
        HttpResponse<String> response = get("/projections/account-balances/account-7");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response)).isEqualTo(new ObjectMapper().readTree("""
                        {"accountId": "account-7", "owner": "Ada", "currency": "EUR", "balanceMinor": 507,
                         "status": "OPEN", "transactionCount": 2, "version": 3,
                         "lastActivityAt": "2026-01-01T00:00:00.123456Z"}"""));
    }

    @Test
    void anUnknownKeyIs404WithABody() throws Exception {
        assertRefused(
                get("/projections/account-balances/nobody"), 404, "unknown-key", "account-balances has no row nobody");
    }

    @Test
    void anUnknownProjectionIs404AndNamesTheKnownOnes() throws Exception {
        String message = "no projection nothing; known are account-balances";

        assertRefused(get("/projections/nothing/account-1"), 404, "unknown-projection", message);
        assertRefused(get("/projections/nothing"), 404, "unknown-projection", message);
    }

    @Test
    void aListHasTheFirstHundredRowsUnlessALimitIsGiven() throws Exception {
        assertThat(json(get("/projections/account-balances")).get("rows")).hasSize(100);
        assertThat(json(get("/projections/account-balances?limit=1000")).get("rows"))
                .hasSize(ROWS);

        JsonNode two = json(get("/projections/account-balances?limit=2"));
        assertThat(two.get("projection").asText()).isEqualTo("account-balances");
        assertThat(two.get("rows")).hasSize(2);
        assertThat(two.get("rows").get(1).get("accountId").asText()).isEqualTo("account-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "many", ""})
    void aBadLimitIs400WithABody(String limit) throws Exception {
        assertRefused(
                get("/projections/account-balances?limit=" + limit),
                400,
                "bad-limit",
                "limit is \"" + limit + "\", not a number from 1 to 1000");
    }

    @Test
    void aViewThatIsMovingIs503AndSaysWhenToAskAgain() throws Exception {
        view.rebalance();
        String message = "account-balances is REBALANCING, not RUNNING";

        HttpResponse<String> row = get("/projections/account-balances/account-7");
        assertRefused(row, 503, "view-unavailable", message);
        assertThat(row.headers().firstValue("Retry-After")).contains("2");
        assertRefused(get("/projections/account-balances"), 503, "view-unavailable", message);
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error, String message)
            throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).get("error").asText()).isEqualTo(error);
        assertThat(json(response).get("message").asText()).isEqualTo(message);
    }
}
