package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {

    private final AtomicReference<String> postgres = new AtomicReference<>(Health.OK);
    private final Health health = new Health();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpEndpoint endpoint =
            HttpEndpoint.open(0, health, metrics, routes -> routes.get("/hello", context -> context.result("hello")));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @Test
    void aServiceWithNothingToSayIsLiveAndReady() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).contains("\"status\":\"UP\"");
    }

    @Test
    void readyFollowsItsChecksAndLiveDoesNot() throws Exception {
        health.ready("postgres", postgres::get);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        postgres.set("no connection for 12 s");
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"status\":\"DOWN\"", "\"postgres\":\"no connection for 12 s\"");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);

        postgres.set(Health.OK);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void liveFollowsItsChecks() throws Exception {
        health.live("loop", () -> "partition 3 has stopped");

        assertThat(get("/health/live").statusCode()).isEqualTo(503);
    }

    @Test
    void aDegradedCheckIsListedAndLeavesTheServiceReady() throws Exception {
        health.ready("postgres", postgres::get);
        AtomicReference<String> view = new AtomicReference<>(Health.OK);
        health.degraded("account-balances", view::get);
        assertThat(get("/health/ready").body()).contains("\"degraded\":{}");

        view.set("REBALANCING for 40 s");
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .contains(
                        "\"status\":\"UP\"",
                        "\"checks\":{\"postgres\":\"ok\"}",
                        "\"degraded\":{\"account-balances\":\"REBALANCING for 40 s\"}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void eachCheckOfReadinessHasAPathOfItsOwn() throws Exception {
        health.ready("postgres", postgres::get);
        health.degraded("read model account-balances", () -> "partition 3 waits");

        HttpResponse<String> good = get("/health/ready/postgres");
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.body()).contains("\"status\":\"UP\"", "\"checks\":{\"postgres\":\"ok\"}");

        postgres.set("no connection for 12 s");
        assertThat(get("/health/ready/postgres").statusCode()).isEqualTo(503);

        HttpResponse<String> degraded = get("/health/ready/read%20model%20account-balances");
        assertThat(degraded.statusCode()).isEqualTo(503);
        assertThat(degraded.body())
                .contains("\"status\":\"DOWN\"", "{\"read model account-balances\":\"partition 3 waits\"}");
    }

    @Test
    void anUnknownCheckNamesTheKnownOnes() throws Exception {
        health.ready("postgres", postgres::get);
        health.degraded("account-balances", () -> Health.OK);

        HttpResponse<String> unknown = get("/health/ready/orders");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .contains("\"error\":\"unknown-check\"", "no check orders; known are account-balances, postgres");
    }

    @Test
    void metricsAreInPrometheusFormat() throws Exception {
        metrics.counter("foldline.commands.decided").increment(3);

        HttpResponse<String> response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(response.body()).contains("foldline_commands_decided_total 3.0");
    }

    @Test
    void aServiceAddsItsOwnPaths() throws Exception {
        assertThat(get("/hello").body()).isEqualTo("hello");
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void aTakenPortIsNamedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> HttpEndpoint.open(port, health, metrics, _ -> {}))
                    .isInstanceOf(StartupException.class)
                    .hasMessageStartingWith("HTTP port " + port + " cannot be opened: ")
                    .hasMessageNotContaining("\n");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
