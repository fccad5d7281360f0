package dev.foldline.cli.operator;

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
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a service for JSON. */
public final class ServiceClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Sending many dead letters again takes some time. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private static final int HTTP_OK = 200;
    private static final int HTTP_ACCEPTED = 202;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final String url;

    /**
     * @param url of the service
     */
    public ServiceClient(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** A text as one segment of a path, whatever is in it. */
    public static String segment(String text) {
        // A segment of dots would be taken for a step in the path.
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }

    /**
     * Reads.
     *
     * @param path  begins with a slash
     * @param query names and values, as they are
     * @throws ServiceException if the service did not answer, or refused
     */
    public JsonNode get(String path, Map<String, ?> query) {
        return send("GET", path, query);
    }

    /**
     * Has something done.
     *
     * @param path  begins with a slash
     * @param query names and values, as they are
     * @throws ServiceException if the service did not answer, or refused
     */
    public JsonNode post(String path, Map<String, ?> query) {
        return send("POST", path, query);
    }

    /**
     * Takes something back.
     *
     * @param path  begins with a slash
     * @param query names and values, as they are
     * @throws ServiceException if the service did not answer, or refused
     */
    public JsonNode delete(String path, Map<String, ?> query) {
        return send("DELETE", path, query);
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonNode send(String method, String path, Map<String, ?> query) {
        String address = url + path + encoded(query);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .timeout(ANSWER_TIMEOUT)
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != HTTP_OK && response.statusCode() != HTTP_ACCEPTED) {
                throw new ServiceException(refusal(address, response), null);
            }
            return JSON.readTree(response.body());
        } catch (IllegalArgumentException e) {
            throw new ServiceException(address + " is not a URL: " + e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new ServiceException(address + " did not answer with JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ServiceException("no answer from " + address + ": " + reason, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException("interrupted while asking " + address, e);
        }
    }

    /** The service's own sentence where it gave one. */
    private static String refusal(String address, HttpResponse<String> response) {
        try {
            JsonNode message = JSON.readTree(response.body()).path("message");
            if (message.isTextual()) {
                return message.textValue();
            }
        } catch (JsonProcessingException e) {
            // Falls through: the answer is not from a service of Foldline.
        }
        return address + " answered HTTP " + response.statusCode() + ": "
                + response.body().lines().findFirst().orElse("");
    }

    private static String encoded(Map<String, ?> query) {
        return query.isEmpty()
                ? ""
                : query.entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + URLEncoder.encode(String.valueOf(entry.getValue()), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }
}
