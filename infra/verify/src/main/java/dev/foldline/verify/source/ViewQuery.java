package dev.foldline.verify.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A view as projection-service answers for it over HTTP. */
public final class ViewQuery implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final int HTTP_OK = 200;
    private static final int HTTP_NOT_FOUND = 404;
    private static final String UNKNOWN_KEY = "unknown-key";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final String url;

    /**
     * @param queryUrl URL of projection-service
     * @param view     the view's name
     */
    public ViewQuery(String queryUrl, String view) {
        String base = queryUrl.endsWith("/") ? queryUrl.substring(0, queryUrl.length() - 1) : queryUrl;
        this.url = base + "/projections/" + encoded(view) + "/rows";
    }

    /**
     * One row; empty where the view has no such key.
     *
     * @throws VerifyException if the service did not answer, or has no such view; the message names those that it has
     */
    public Optional<JsonNode> row(String key) {
        return get(url + "/" + encoded(key));
    }

    /**
     * The first rows.
     *
     * @throws VerifyException if the service did not answer, or has no such view; the message names those that it has
     */
    public JsonNode rows(int limit) {
        String address = url + "?limit=" + limit;
        return get(address).orElseThrow(() -> new VerifyException(address + " is not there", null));
    }

    @Override
    public void close() {
        http.close();
    }

    private Optional<JsonNode> get(String address) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(ANSWER_TIMEOUT)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new VerifyException("query URL " + address + " is none: " + e.getMessage(), e);
        }
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
                case HTTP_OK -> Optional.of(JSON.readTree(response.body()));
                case HTTP_NOT_FOUND -> noRow(JSON.readTree(response.body()));
                default ->
                    throw new VerifyException(
                            address + " answered HTTP " + response.statusCode() + ": "
                                    + response.body().lines().findFirst().orElse(""),
                            null);
            };
        } catch (JsonProcessingException e) {
            throw new VerifyException(address + " did not answer with JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new VerifyException("no answer from " + address + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerifyException("interrupted while asking " + address, e);
        }
    }

    /** Nothing where only the key is unknown; otherwise the service says what is. */
    private static Optional<JsonNode> noRow(JsonNode answer) {
        if (answer.path("error").asText().equals(UNKNOWN_KEY)) {
            return Optional.empty();
        }
        throw new VerifyException(answer.path("message").asText(), null);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String encoded(String segment) {
        // URLEncoder is meant for forms, which write a space as a plus.
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
