package dev.foldline.e2e.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Asks instances of projection-service, and takes whatever they answer. */
final class Answers implements AutoCloseable {

    static final String VIEW = "/projections/account-balances";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TestTimeouts.CONDITION).build();

    /** What an instance answers. */
    record Answer(int status, JsonNode body, boolean saysWhenToAskAgain) {}

    /** What an instance answers; throws where it does not. */
    Answer get(String url, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TestTimeouts.CONDITION)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    JSON.readTree(response.body()),
                    response.headers().firstValue("Retry-After").isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + url + path, e);
        }
    }

    /** The row of a key. */
    Answer row(String url, String key) {
        return get(url, VIEW + "/rows/" + ServiceClient.segment(key));
    }

    /** All rows. */
    Answer rows(String url) {
        return get(url, VIEW + "/rows?limit=1000");
    }

    /** The instances that have each partition, as an instance says; none for those that are nowhere. */
    List<List<String>> holders(String url) {
        return get(url, VIEW)
                .body()
                .path("partitions")
                .valueStream()
                .map(partition -> partition.get("state").asText().equals("RUNNING")
                        ? partition
                                .get("instances")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList()
                        : List.<String>of())
                .toList();
    }

    @Override
    public void close() {
        http.close();
    }
}
