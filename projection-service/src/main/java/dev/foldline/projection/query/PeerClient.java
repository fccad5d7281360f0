package dev.foldline.projection.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks other instances for their part of an answer. Thread-safe. */
public final class PeerClient implements AutoCloseable {

    /** A request with this header is answered only from what this instance has, and is not passed on. */
    private static final String SCOPE = "Foldline-Scope";

    private static final String LOCAL = "local";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int HTTP_OK = 200;
    private static final int HTTP_GATEWAY_TIMEOUT = 504;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Duration answerTimeout;

    /**
     * @param answerTimeout how long an instance may take, not counting its wait for a position
     */
    public PeerClient(Duration answerTimeout) {
        this.answerTimeout = answerTimeout;
    }

    /** Asks an instance. The future does not fail: an error is part of the response. */
    CompletableFuture<PeerResponse> ask(URI peer, PeerRequest request) {
        Duration timeout = answerTimeout.plus(request.waitLeft());
        return get(request.at(peer), timeout)
                .thenApply(response -> read(peer, response))
                .exceptionally(e -> new PeerResponse.Unavailable(peer + ": " + reason(e, timeout)));
    }

    /** Asks for something of an instance's own, within the time that an answer may take. */
    public CompletableFuture<HttpResponse<String>> get(URI address) {
        return get(address, answerTimeout);
    }

    private CompletableFuture<HttpResponse<String>> get(URI address, Duration timeout) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header(SCOPE, LOCAL)
                .timeout(timeout)
                .build();
        // The request's own time limit ends with the headers.
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether a request comes from another instance, which wants only what this instance has. */
    public static boolean isFromPeer(Context context) {
        return LOCAL.equals(context.header(SCOPE));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static PeerResponse read(URI peer, HttpResponse<String> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            return switch (response.statusCode()) {
                case HTTP_OK -> new PeerResponse.Part(numbered(body.path("partitions")));
                case HTTP_GATEWAY_TIMEOUT -> {
                    SortedMap<Integer, Long> positions = new TreeMap<>();
                    numbered(body.path("positions"))
                            .forEach((partition, position) -> positions.put(partition, position.asLong()));
                    yield new PeerResponse.Behind(positions);
                }
                default ->
                    new PeerResponse.Unavailable(peer + " answered HTTP " + response.statusCode() + ": "
                            + body.path("message").asText());
            };
        } catch (JsonProcessingException | NumberFormatException e) {
            return new PeerResponse.Unavailable(
                    peer + " answered HTTP " + response.statusCode() + " with a body that is not a valid answer");
        }
    }

    private static SortedMap<Integer, JsonNode> numbered(JsonNode object) {
        SortedMap<Integer, JsonNode> byNumber = new TreeMap<>();
        object.properties().forEach(field -> byNumber.put(Integer.valueOf(field.getKey()), field.getValue()));
        return byNumber;
    }

    private static String reason(Throwable failure, Duration timeout) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            return "no answer within " + timeout.toMillis() + " ms";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
