package dev.foldline.serde;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry on a port of this machine that answers each path as it is told, and counts what it was asked. */
final class PlayedRegistry implements AutoCloseable {

    private static final String MISSING = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();

    PlayedRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    static String pathOf(int id) {
        return "/schemas/ids/" + id;
    }

    /** From now on the path is answered so; a status without content where the body is empty. */
    void answers(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
    }

    /** From now on the id is answered with an Avro schema. */
    void has(int id, String schema) {
        answers(pathOf(id), 200, "{\"schema\":" + quoted(schema) + "}");
    }

    void hangs(String path) {
        hanging.put(path, new CountDownLatch(1));
    }

    void hangsNoMore(String path) {
        CountDownLatch latch = hanging.remove(path);
        if (latch != null) {
            latch.countDown();
        }
    }

    int asked(String path) {
        AtomicInteger count = asked.get(path);
        return count == null ? 0 : count.get();
    }

    /** A JSON string. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
        CountDownLatch latch = hanging.get(path);
        try (exchange) {
            if (latch != null) {
                latch.await();
            }
            Answer answer = answers.getOrDefault(path, new Answer(404, MISSING));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        hanging.values().forEach(CountDownLatch::countDown);
        server.stop(0);
        threads.shutdownNow();
    }
}
