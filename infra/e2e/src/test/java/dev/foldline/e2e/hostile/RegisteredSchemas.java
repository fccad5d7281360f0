package dev.foldline.e2e.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Registers schemas of any kind, as a producer with the right to do so can. */
final class RegisteredSchemas implements AutoCloseable {

    private static final int PREFIX_BYTES = 5;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private int subjects;

    RegisteredSchemas(String url) {
        this.url = url;
    }

    /** Gives the id of a schema, under a subject of its own. */
    int id(String schemaType, String schema) throws IOException, InterruptedException {
        subjects++;
        String body = json.writeValueAsString(Map.of("schemaType", schemaType, "schema", schema));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects/hostile-" + subjects + "/versions"))
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

    /** A value under an Avro schema that is registered for it. */
    byte[] avro(String schema, Object datum) throws IOException, InterruptedException {
        Schema parsed = new Schema.Parser().parse(schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(parsed).write(datum, encoder);
        encoder.flush();
        return avroBytes(schema, bytes.toByteArray());
    }

    /** Any bytes, said to be of an Avro schema. */
    byte[] avroBytes(String schema, byte[] body) throws IOException, InterruptedException {
        return prefixed(id("AVRO", schema), body);
    }

    /** Bytes behind Confluent's prefix. */
    static byte[] prefixed(int id, byte[] body) {
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
