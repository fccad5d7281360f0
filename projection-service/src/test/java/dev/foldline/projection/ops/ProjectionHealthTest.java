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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionHealthTest {

    private final AtomicReference<KafkaStreams.State> state = new AtomicReference<>(KafkaStreams.State.CREATED);
    private final Health health = new Health();
    private final HttpEndpoint http =
            HttpEndpoint.open(0, health, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), routes -> {});
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        http.close();
    }

    @ParameterizedTest
    @CsvSource({"CREATED,503,200", "REBALANCING,503,200", "RUNNING,200,200", "ERROR,503,503"})
    void readyWhileRunningAndAliveUntilGivenUp(KafkaStreams.State now, int ready, int live) throws Exception {
        ProjectionHealth.add(health, "account-balances", state::get, () -> null);
        state.set(now);

        assertThat(get("/health/ready").statusCode()).isEqualTo(ready);
        assertThat(get("/health/live").statusCode()).isEqualTo(live);
    }

    @Test
    void saysWhyAProjectionWasGivenUp() throws Exception {
        ProjectionHealth.add(health, "account-balances", state::get, () -> "events-3 offset 7: no");
        state.set(KafkaStreams.State.ERROR);

        assertThat(get("/health/live").body()).contains("ERROR, last error: events-3 offset 7: no");
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
