package dev.foldline.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.schema.CommandResult;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Reads rows of views from projection-service that include the events of a command. Thread-safe; it blocks no thread.
 */
public final class ViewClient implements AutoCloseable {

    /** How long a view is asked again while it is behind or is moving to another instance. */
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than a query waits for a position unless it says how long. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    private static final int HTTP_OK = 200;
    private static final int HTTP_NOT_FOUND = 404;
    private static final int HTTP_UNAVAILABLE = 503;
    private static final int HTTP_GATEWAY_TIMEOUT = 504;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final String queryUrl;
    private final Duration timeout;

    ViewClient(String queryUrl, Duration timeout) {
        this.queryUrl = queryUrl.endsWith("/") ? queryUrl.substring(0, queryUrl.length() - 1) : queryUrl;
        this.timeout = timeout;
    }

    /**
     * Opens a client that waits for a row for {@link #READ_TIMEOUT}.
     *
     * @param queryUrl of any instance of projection-service
     */
    public static ViewClient open(String queryUrl) {
        return new ViewClient(queryUrl, READ_TIMEOUT);
    }

    /**
     * The row of a key, once its view includes the events of a command and all events before it.
     *
     * @return empty where the view has no such row then; fails with a {@link CommandClientException} that says why the
     *         answer is missing
     */
    public CompletableFuture<Optional<JsonNode>> read(String view, String key, CommandResult after) {
        String address = queryUrl + "/projections/" + segment(view) + "/rows/" + segment(key) + "?after="
                + after.getPartition() + ":" + after.getLastPosition();
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(ANSWER_TIMEOUT)
                    .build();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new CommandClientException(address + " is not a URL", e));
        }
        return ask(request, System.nanoTime() + timeout.toNanos());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private CompletableFuture<Optional<JsonNode>> ask(HttpRequest request, long deadlineNs) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(new CommandClientException(
                        "no answer from " + request.uri() + ": " + CommandClientException.reason(e), e)))
                .thenCompose(response -> {
                    boolean comesLater =
                            response.statusCode() == HTTP_UNAVAILABLE || response.statusCode() == HTTP_GATEWAY_TIMEOUT;
                    if (comesLater && System.nanoTime() - deadlineNs < 0) {
                        return CompletableFuture.runAsync(() -> {}, laterBy(RETRY_PAUSE))
                                .thenCompose(_ -> ask(request, deadlineNs));
                    }
                    return CompletableFuture.completedFuture(row(request, response));
                });
    }

    private static Executor laterBy(Duration pause) {
        return CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Optional<JsonNode> row(HttpRequest request, HttpResponse<String> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() == HTTP_OK) {
                return Optional.of(body);
            }
            if (response.statusCode() == HTTP_NOT_FOUND
                    && body.path("error").asText().equals("unknown-key")) {
                return Optional.empty();
            }
            throw new CompletionException(new CommandClientException(request.uri() + " answered HTTP "
                    + response.statusCode() + ": " + body.path("message").asText()));
        } catch (JsonProcessingException e) {
            throw new CompletionException(new CommandClientException(
                    request.uri() + " answered HTTP " + response.statusCode() + ", and not with JSON", e));
        }
    }

    private static String segment(String text) {
        // URLEncoder is meant for forms, which write a space as a plus; a segment of dots would be a step in the path.
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }
}
