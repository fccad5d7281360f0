package dev.foldline.cli.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.contract.Topics;
import dev.foldline.serde.pin.SchemaPin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Registers schemas under ids that are given, which registries do in different ways: Apicurio's imports an archive of
 * its own form, Confluent's has a mode for it.
 *
 * @param url of the registry, with the path of its Confluent API
 */
record SchemaRestore(String url) {

    private static final String APICURIO_PATH = "/apis/ccompat/";

    /** Beside what is registered by now; an import keeps the ids of its archive. */
    private static final String APICURIO_IMPORT = "/apis/registry/v3/admin/import?requireEmptyRegistry=false";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK_BELOW = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    static SchemaRestore into(String registryUrl) {
        return new SchemaRestore(registryUrl.replaceFirst("/+$", ""));
    }

    /**
     * Registers schemas of events.
     *
     * @param missing those to register
     * @param all     with those that the registry has, in the order of ids, which is that of a subject's versions
     * @throws CliException if the registry refuses one; those before it may be registered
     */
    void register(List<SchemaPin> missing, List<SchemaPin> all) {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            int at = url.indexOf(APICURIO_PATH);
            if (at >= 0) {
                send(http, "POST", url.substring(0, at) + APICURIO_IMPORT, "application/zip", archive(missing, all));
            } else {
                missing.forEach(pin -> registerUnderId(http, pin, version(pin, all)));
            }
        }
    }

    private void registerUnderId(HttpClient http, SchemaPin pin, int version) {
        String subject = ServiceClient.segment(subject(pin));
        mode(http, subject, "IMPORT");
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("schema", pin.schema())
                .put("id", pin.id())
                .put("version", version);
        try {
            sendJson(http, "POST", url + "/subjects/" + subject + "/versions", body);
        } finally {
            mode(http, subject, "READWRITE");
        }
    }

    private void mode(HttpClient http, String subject, String mode) {
        sendJson(
                http,
                "PUT",
                url + "/mode/" + subject + "?force=true",
                JsonNodeFactory.instance.objectNode().put("mode", mode));
    }

    private static byte[] archive(List<SchemaPin> missing, List<SchemaPin> all) {
        try (ApicurioArchive archive = new ApicurioArchive()) {
            for (SchemaPin pin : missing) {
                archive.add(subject(pin), version(pin, all), pin);
            }
            return archive.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static int version(SchemaPin pin, List<SchemaPin> all) {
        return 1
                + (int) all.stream()
                        .filter(other -> other.type().equals(pin.type()) && other.id() < pin.id())
                        .count();
    }

    private static String subject(SchemaPin pin) {
        return Topics.DEFAULT.events() + '-' + pin.type();
    }

    private static void sendJson(HttpClient http, String method, String address, ObjectNode body) {
        send(
                http,
                method,
                address,
                "application/vnd.schemaregistry.v1+json",
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpClient http, String method, String address, String type, byte[] body) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                            .header("Content-Type", type)
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= OK_BELOW) {
                throw new CliException("the registry refused " + method + " " + address + ": HTTP "
                        + response.statusCode() + " "
                        + JSON.readTree(response.body()).path("message").asText(""));
            }
        } catch (IOException e) {
            throw new CliException("the registry did not answer " + method + " " + address + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while asking " + address, e);
        }
    }
}
