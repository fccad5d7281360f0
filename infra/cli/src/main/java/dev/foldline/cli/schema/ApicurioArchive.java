package dev.foldline.cli.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.serde.pin.SchemaPin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Schemas in the form in which Apicurio Registry 3 exports and imports them, with their ids. Not thread-safe. */
final class ApicurioArchive implements AutoCloseable {

    /** The version whose exports look like this, and that of their form. */
    private static final String VERSION = "3.3.3";

    private static final String FORM = "3.0";
    private static final String DATABASE_VERSION = "109";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);
    private final Map<String, List<String>> versions = new LinkedHashMap<>();

    ApicurioArchive() throws IOException {
        put(
                "manifest-1.Manifest.json",
                object().put("systemVersion", VERSION)
                        .put("systemName", "Foldline")
                        .put("systemDescription", "")
                        .put("exportVersion", FORM)
                        .put("exportedOn", 0)
                        .put("exportedBy", "")
                        .put("dbVersion", DATABASE_VERSION));
    }

    /** Adds a version of a subject. */
    void add(String subject, int version, SchemaPin pin) throws IOException {
        String hash = sha256(pin.schema());
        put(
                "content/" + hash + ".Content.json",
                object().put("contentId", pin.id())
                        .put("canonicalHash", hash)
                        .put("contentHash", hash)
                        .put("artifactType", "AVRO")
                        .put("contentType", "application/json")
                        .putNull("serializedReferences"));
        put("content/" + hash + ".Content.data", pin.schema());
        String folder = "groups/default/artifacts/" + subject;
        if (!versions.containsKey(subject)) {
            put(
                    folder + "/MetaData.Artifact.json",
                    described().put("artifactId", subject).put("artifactType", "AVRO"));
        }
        put(
                folder + "/versions/" + version + ".ArtifactVersion.json",
                described()
                        .put("globalId", pin.id())
                        .put("artifactId", subject)
                        .put("version", Integer.toString(version))
                        .put("versionOrder", version)
                        .put("state", "ENABLED")
                        .put("contentId", pin.id()));
        versions.computeIfAbsent(subject, _ -> new ArrayList<>()).add(Integer.toString(version));
    }

    /** The whole archive; nothing is added afterwards. */
    byte[] bytes() throws IOException {
        for (Map.Entry<String, List<String>> each : versions.entrySet()) {
            ObjectNode branch = changed()
                    .putNull("description")
                    .put("artifactId", each.getKey())
                    .put("branchId", "latest")
                    .put("systemDefined", true);
            each.getValue().forEach(branch.putArray("versions")::add);
            put("groups/default/artifacts/" + each.getKey() + "/branches/latest.Branch.json", branch);
        }
        zip.close();
        return bytes.toByteArray();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode described() {
        return changed().putNull("name").putNull("description").putNull("labels");
    }

    private static ObjectNode changed() {
        return object().put("owner", "")
                .put("createdOn", 0)
                .put("modifiedBy", "")
                .put("modifiedOn", 0)
                .putNull("groupId");
    }

    private void put(String name, ObjectNode content) throws IOException {
        put(name, content.toString());
    }

    private void put(String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
