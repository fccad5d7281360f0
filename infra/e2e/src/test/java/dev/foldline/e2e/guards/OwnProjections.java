package dev.foldline.e2e.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.e2e.ServiceRun;
import dev.foldline.e2e.ServiceRun.Service;
import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** projection-service on a pipeline of its own, as a process that the test starts and kills. */
final class OwnProjections implements AutoCloseable {

    private static final Pattern HTTP_PORT = Pattern.compile("http port (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Endpoints endpoints;
    private final OwnPipeline pipeline;
    private final String database;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process service;
    private String url = "";
    private int starts;

    /**
     * @param database of the views
     * @param folder   for its stores and its output
     */
    OwnProjections(Endpoints endpoints, OwnPipeline pipeline, String database, Path folder) {
        this.endpoints = endpoints;
        this.pipeline = pipeline;
        this.database = database;
        this.folder = folder;
    }

    /** An answer to a request. */
    record Answer(int status, JsonNode body) {}

    /** The consumer group of the first build of version 1 of a view. */
    String group(String view) {
        return pipeline.topics().prefix() + "foldline-projection-" + view + "-v1-b1";
    }

    /** Starts it, and returns when it answers, ready or not. */
    void start() throws IOException {
        starts++;
        Path output = folder.resolve("projection-service-" + starts + ".log");
        Map<String, String> values = Map.of(
                "foldline.bootstrap.servers", endpoints.bootstrapServers(),
                "foldline.registry.url", endpoints.registryUrl(),
                "foldline.topics.prefix", pipeline.topics().prefix(),
                "foldline.partitions", Integer.toString(OwnPipeline.PARTITIONS),
                "projection.jdbc.url", pipeline.jdbcUrl(database),
                "projection.state.dir", folder.resolve("projection-state").toString(),
                "projection.threads", "1");
        service = new ProcessBuilder(ServiceRun.command(Service.PROJECTION, values))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        url = "http://127.0.0.1:"
                + Awaitility.await("HTTP port of projection-service")
                        .atMost(TestTimeouts.PROCESS)
                        .until(
                                () -> HTTP_PORT
                                        .matcher(Files.readString(output))
                                        .results()
                                        .findFirst(),
                                Optional::isPresent)
                        .map(match -> match.group(1))
                        .orElseThrow();
    }

    /** Ends it, without a chance to commit or to leave its groups. */
    void kill() {
        Process running = service;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Returns once a view runs and has all events. */
    void awaitCaughtUp(String view) {
        Awaitility.await(view + " has all events").atMost(TestTimeouts.PROCESS).until(() -> {
            JsonNode status = status(view);
            return status.path("caughtUp").asBoolean()
                    && status.path("state").asText().equals("RUNNING");
        });
    }

    /** How far a view is. */
    JsonNode status(String view) throws IOException, InterruptedException {
        return get("/projections/" + view).body();
    }

    Answer get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    @Override
    public void close() {
        kill();
        http.close();
    }
}
