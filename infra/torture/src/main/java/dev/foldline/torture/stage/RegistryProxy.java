package dev.foldline.torture.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests on to the registry of this machine; can answer those for one schema id with an error instead.
 * Thread-safe.
 */
public final class RegistryProxy implements AutoCloseable {

    private static final String BY_ID = "/schemas/ids/";
    private static final String CONTENT_TYPE = "content-type";
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final HttpServer server;
    private final IntSupplier target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Refusal> refused = new ConcurrentHashMap<>();

    /**
     * What a registry, or something in front of it, says.
     *
     * @param status of HTTP
     */
    public record Answer(int status, String contentType, String body) {}

    private record Refusal(Answer answer, AtomicInteger given) {}

    private RegistryProxy(HttpServer server, IntSupplier target) {
        this.server = server;
        this.target = target;
    }

    /**
     * Listens on a port of its own.
     *
     * @param target port of the registry, asked for each request
     * @throws IOException if there is no port
     */
    public static RegistryProxy start(IntSupplier target) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RegistryProxy proxy = new RegistryProxy(server, target);
        server.setExecutor(proxy.threads);
        server.createContext("/", proxy::answer);
        server.start();
        return proxy;
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** From now on everyone who asks for this schema id gets this answer. */
    public void refuse(int id, Answer answer) {
        refused.put(id, new Refusal(answer, new AtomicInteger()));
    }

    /** Whether somebody got that answer. */
    public boolean hasRefused(int id) {
        Refusal refusal = refused.get(id);
        return refusal != null && refusal.given.get() > 0;
    }

    /** From now on the registry answers for this schema id. */
    public void passOn(int id) {
        refused.remove(id);
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        // Where nothing was sent, the caller sees its connection end, as it would if the registry were away.
        try (exchange) {
            Answer answer = refused(exchange.getRequestURI().getPath());
            if (answer != null) {
                send(exchange, answer.status, answer.contentType, answer.body.getBytes(StandardCharsets.UTF_8));
                return;
            }
            HttpResponse<byte[]> response = http.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray());
            String contentType = response.headers().firstValue(CONTENT_TYPE).orElse("");
            send(exchange, response.statusCode(), contentType, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Answer refused(String path) {
        int at = path.indexOf(BY_ID);
        if (at < 0) {
            return null;
        }
        String id = path.substring(at + BY_ID.length()).replaceAll("/.*", "");
        Refusal refusal = id.matches("\\d{1,9}") ? refused.get(Integer.valueOf(id)) : null;
        if (refusal == null) {
            return null;
        }
        refusal.given.incrementAndGet();
        return refusal.answer;
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + target.getAsInt() + asked))
                .timeout(ANSWER_MAX)
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        for (String name : new String[] {CONTENT_TYPE, "accept"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set(CONTENT_TYPE, contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
