package dev.foldline.projection.query.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.query.PeerClient;
import dev.foldline.projection.query.Peers;
import dev.foldline.runtime.Health;
import dev.foldline.runtime.HttpEndpoint;
import dev.foldline.testing.TestTimeouts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances, each with one of the two stores of parked events that a view has. */
class DeadLetterRoutesTest {

    private static final String PATH = "/projections/account-balances/dead-letters";
    private static final String NO_OWNER = "header ce_type is missing";

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final Requests requests = new Requests(producer);
    private final PeerClient peers = new PeerClient(TestTimeouts.CONDITION);
    private final Parked here = new Parked();
    private final Parked there = new Parked();
    private final HttpEndpoint one = open(here);
    private final HttpEndpoint other = open(there);
    private final HttpClient client = HttpClient.newHttpClient();

    /** Parked keys in maps. */
    private static final class Parked implements ParkedKeys, Peers {

        private final SortedMap<String, List<ParkedKey>> stores = new TreeMap<>();
        private final List<URI> others = new CopyOnWriteArrayList<>();

        @Override
        public Set<String> everywhere() {
            return Set.of("parked-0", "parked-1");
        }

        @Override
        public SortedMap<String, List<ParkedKey>> here(@Nullable String key, int limit) {
            SortedMap<String, List<ParkedKey>> found = new TreeMap<>();
            stores.forEach((store, keys) -> found.put(
                    store,
                    keys.stream()
                            .filter(parked -> key == null || parked.key().equals(key))
                            .limit(limit)
                            .toList()));
            return found;
        }

        @Override
        public List<URI> others() {
            return others;
        }

        @Override
        public Optional<URI> likelyHost(String key) {
            return Optional.empty();
        }
    }

    @BeforeEach
    void meet() {
        here.others.add(URI.create("http://127.0.0.1:" + other.port()));
        there.others.add(URI.create("http://127.0.0.1:" + one.port()));
        here.stores.put("parked-0", List.of(key("b", 0, 7)));
        there.stores.put("parked-1", List.of(key("a/1", 1, 9)));
    }

    @AfterEach
    void close() {
        client.close();
        one.close();
        other.close();
        peers.close();
        requests.close();
    }

    @Test
    void everyInstanceListsTheKeysOfAll() throws Exception {
        for (HttpEndpoint asked : List.of(one, other)) {
            JsonNode keys = json(send("GET", asked, PATH)).get("keys");
            assertThat(keys).extracting(key -> key.get("key").asText()).containsExactly("a/1", "b");
            assertThat(keys.get(0).get("error").asText()).isEqualTo(NO_OWNER);
            assertThat(keys.get(0).get("events").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aRequestIsWrittenToThePartitionOfItsEventWhoeverIsAsked() throws Exception {
        assertThat(send("POST", one, PATH + "/a%2F1/skip?actor=ada").statusCode())
                .isEqualTo(202);
        assertThat(send("POST", other, PATH + "/a%2F1/retry").statusCode()).isEqualTo(202);

        assertThat(producer.history()).hasSize(2);
        ProducerRecord<String, byte[]> skip = producer.history().getFirst();
        assertThat(skip.topic()).isEqualTo("projection-requests.account-balances");
        assertThat(skip.key()).isEqualTo("a/1");
        assertThat(skip.partition()).isEqualTo(1);
        assertThat(Request.of(skip.headers())).isEqualTo(new Request(Request.Action.SKIP, 1, 9, "ada"));
        assertThat(Request.of(producer.history().getLast().headers()))
                .isEqualTo(new Request(Request.Action.RETRY, 1, 9, ""));
    }

    @Test
    void aKeyThatIsNotParkedIs404() throws Exception {
        HttpResponse<String> response = send("POST", one, PATH + "/c/skip");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).get("error").asText()).isEqualTo("not-parked");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void anUnknownProjectionIs404() throws Exception {
        HttpResponse<String> response = send("GET", one, "/projections/nothing/dead-letters");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).get("error").asText()).isEqualTo("unknown-projection");
    }

    @Test
    void aStoreThatIsNowhereMakesAListUnavailableAndAKeyThatMayBeInItToo() throws Exception {
        there.stores.clear();

        for (HttpResponse<String> response : List.of(send("GET", one, PATH), send("POST", one, PATH + "/a%2F1/skip"))) {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(response).get("message").asText()).contains("parked-1");
        }
        assertThat(send("POST", one, PATH + "/b/skip").statusCode()).isEqualTo(202);
    }

    @Test
    void aRequestThatKafkaDoesNotTakeIs503() throws Exception {
        producer.sendException = new KafkaException("no room");

        HttpResponse<String> response = send("POST", one, PATH + "/b/skip");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).get("error").asText()).isEqualTo("kafka-unavailable");
    }

    private HttpEndpoint open(Parked parked) {
        return HttpEndpoint.open(
                0,
                new Health(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new DeadLetterRoutes(
                        Map.of(
                                "account-balances",
                                new DeadLetterRoutes.View(parked, parked, "projection-requests.account-balances")),
                        peers,
                        requests));
    }

    private static ParkedKey key(String key, int partition, long position) {
        return new ParkedKey(key, 2, partition, position, NO_OWNER, 1, "2026-01-01T00:00:00Z");
    }

    private HttpResponse<String> send(String method, HttpEndpoint asked, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + asked.port() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
