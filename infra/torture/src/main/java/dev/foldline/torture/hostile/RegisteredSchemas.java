package dev.foldline.torture.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Registers schemas of any kind, as a producer with the right to do so can. Thread-safe. */
public final class RegisteredSchemas implements AutoCloseable {

    private static final int PREFIX_BYTES = 5;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Map<String, Integer> ids = new HashMap<>();

    /**
     * @param url of the registry's Confluent API
     */
    public RegisteredSchemas(String url) {
        this.url = url;
    }

    /** The id of a schema, which is registered under a subject of its own when it is asked for first. */
    public synchronized int id(String schemaType, String schema) throws IOException, InterruptedException {
        Integer known = ids.get(schema);
        if (known == null) {
            known = register(schemaType, schema);
            ids.put(schema, known);
        }
        return known;
    }

    private int register(String schemaType, String schema) throws IOException, InterruptedException {
        String body = json.writeValueAsString(Map.of("schemaType", schemaType, "schema", schema));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url + "/subjects/hostile-" + Integer.toHexString(schema.hashCode()) + "/versions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode id = json.readTree(response.body()).path("id");
        if (!id.isInt()) {
            throw new IOException("the registry answers " + response.statusCode() + ": " + response.body());
        }
        return id.intValue();
    }

    /** Any bytes, said to be of an Avro schema. */
    byte[] avroBytes(String schema, byte[] body) throws IOException, InterruptedException {
        return prefixed(id("AVRO", schema), body);
    }

    /** Bytes behind Confluent's prefix. */
    public static byte[] prefixed(int id, byte[] body) {
        return ByteBuffer.allocate(PREFIX_BYTES + body.length)
                .put((byte) 0)
                .putInt(id)
                .put(body)
                .array();
    }

    @Override
    public void close() {
        http.close();
    }
}
