package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.projection.config.QuerySettings;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import io.javalin.config.RoutesConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One instance with the routes under test, and a part of the view account-balances in maps. */
final class Instance implements AutoCloseable {

    static final int PARTITIONS = 4;
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(4);

    private static final int WAITING_MAX = 2;
    private static final QuerySettings SETTINGS = new QuerySettings(
            100,
            1_000,
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofSeconds(10),
            WAITING_MAX,
            ANSWER_TIMEOUT);

    private final FakeView view = new FakeView();
    private final PeerClient peers = new PeerClient(ANSWER_TIMEOUT);
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpEndpoint http;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @param partitions those that it has
     */
    Instance(int... partitions) {
        for (int partition : partitions) {
            view.has(partition);
        }
        Consumer<RoutesConfig> counting = routes -> routes.before(_ -> asked.incrementAndGet());
        http = HttpEndpoint.open(
                0,
                new Health(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                counting.andThen(
                        new ProjectionRoutes(Map.of("account-balances", view.shared()), SETTINGS, PARTITIONS, peers)));
    }

    FakeView view() {
        return view;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.port());
    }

    /** How many requests have come here. */
    int asked() {
        return asked.get();
    }

    void knows(Instance... others) {
        for (Instance other : others) {
            view.knows(other.url());
        }
    }

    void put(int partition, String id, long balanceMinor) {
        Instant at = Instant.parse("2026-01-01T00:00:00.123456Z");
        view.put(partition, id, new AccountBalance(id, "Ada", "EUR", balanceMinor, AccountStatus.OPEN, 2L, 3L, at));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
        http.close();
        peers.close();
    }
}
