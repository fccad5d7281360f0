package dev.foldline.projection.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionHealthTest {

    private final AtomicReference<KafkaStreams.State> balances = new AtomicReference<>(KafkaStreams.State.RUNNING);
    private final AtomicReference<KafkaStreams.State> orders = new AtomicReference<>(KafkaStreams.State.RUNNING);
    private final AtomicReference<KafkaStreams.State> transfers = new AtomicReference<>(KafkaStreams.State.RUNNING);
    private final AtomicReference<@Nullable String> waitsFor = new AtomicReference<>();
    private final AtomicReference<@Nullable String> lastError = new AtomicReference<>();
    private final Health health = new Health();
    private final ProjectionHealth projections = new ProjectionHealth(health);
    private final HttpEndpoint http =
            HttpEndpoint.open(0, health, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), routes -> {});
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        http.close();
    }

    @Test
    void readyAndAliveWithoutAnyView() throws Exception {
        assertThat(status("/health/ready")).isEqualTo(200);
        assertThat(status("/health/live")).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"CREATED,503,200", "REBALANCING,503,200", "RUNNING,200,200", "ERROR,503,503"})
    void theOnlyViewDecidesForTheService(KafkaStreams.State now, int ready, int live) throws Exception {
        projections.addView("account-balances", running(balances));
        balances.set(now);

        assertThat(status("/health/ready")).isEqualTo(ready);
        assertThat(status("/health/live")).isEqualTo(live);
        assertThat(status("/health/ready/account-balances")).isEqualTo(ready);
    }

    @ParameterizedTest
    @CsvSource({"REBALANCING", "ERROR"})
    void oneViewOfManyLeavesTheServiceReadyAndAliveAndIsListedAsDegraded(KafkaStreams.State now) throws Exception {
        addAll();
        balances.set(now);

        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"checks\":{\"projections\":\"ok\"}", "\"degraded\":{\"account-balances\":\"" + now + "\"}");
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(status("/health/ready/account-balances")).isEqualTo(503);
        assertThat(status("/health/ready/order-summary")).isEqualTo(200);
    }

    @Test
    void notReadyOnceNoViewCanServe() throws Exception {
        addAll();
        balances.set(KafkaStreams.State.ERROR);
        orders.set(KafkaStreams.State.REBALANCING);

        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("account-balances: ERROR; order-summary: REBALANCING");
        assertThat(status("/health/live")).isEqualTo(200);
    }

    @Test
    void aProcessManagerIsDegradedAloneAndNeverMakesTheServiceUnready() throws Exception {
        addAll();
        transfers.set(KafkaStreams.State.REBALANCING);

        assertThat(status("/health/ready")).isEqualTo(200);
        assertThat(status("/health/ready/process-transfer")).isEqualTo(503);
        assertThat(get("/health/ready").body()).contains("\"degraded\":{\"process-transfer\":\"REBALANCING\"}");
    }

    @Test
    void deadOnceEverythingWasGivenUp() throws Exception {
        addAll();
        balances.set(KafkaStreams.State.ERROR);
        orders.set(KafkaStreams.State.ERROR);
        assertThat(status("/health/live")).isEqualTo(200);

        transfers.set(KafkaStreams.State.ERROR);
        assertThat(status("/health/live")).isEqualTo(503);
    }

    @Test
    void saysWhyAProjectionDoesNotRun() throws Exception {
        projections.addView("account-balances", running(balances));
        balances.set(KafkaStreams.State.REBALANCING);
        waitsFor.set("the committed offset of events-3 cannot be determined");
        lastError.set("events-3 offset 7: no");

        assertThat(get("/health/ready/account-balances").body())
                .contains("REBALANCING, the committed offset of events-3 cannot be determined,"
                        + " last error: events-3 offset 7: no");
    }

    private void addAll() {
        projections.addView("account-balances", running(balances));
        projections.addView("order-summary", running(orders));
        projections.add("process-transfer", running(transfers));
    }

    private ProjectionHealth.Running running(AtomicReference<KafkaStreams.State> state) {
        return new ProjectionHealth.Running(state::get, lastError::get, waitsFor::get);
    }

    private int status(String path) throws Exception {
        return get(path).statusCode();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
