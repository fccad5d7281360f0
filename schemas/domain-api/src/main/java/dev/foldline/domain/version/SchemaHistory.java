package dev.foldline.domain.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Older shapes of events, kept as files beside the generated classes:
 * {@code schema-history/<full record name>/<version>.avsc} on the classpath.
 *
 * <p>A file is committed when its version is replaced, and never changed after that: it describes records that are in
 * the log.
 */
public final class SchemaHistory {

    private SchemaHistory() {}

    /**
     * The shapes of an event before its present one, oldest first.
     *
     * @param event its generated class, in whose jar the files are
     * @throws IllegalStateException if a version from 1 up to the present one has no file, or the file holds the shape
     *                               of another record or version; the message names it
     */
    public static List<Schema> before(Class<? extends SpecificRecord> event) {
        Schema present = SpecificData.get().getSchema(event);
        List<Schema> older = new ArrayList<>();
        for (int version = 1; version < EventVersion.of(present); version++) {
            older.add(read(event, present.getFullName(), version));
        }
        return older;
    }

    private static Schema read(Class<?> event, String name, int version) {
        String file = "schema-history/" + name + "/" + version + ".avsc";
        try (InputStream in = event.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the classpath: commit the schema of " + name
                        + " as it was in version " + version + ", because events of it stay in the log");
            }
            Schema schema = new Schema.Parser().parse(in);
            int found = EventVersion.of(schema);
            if (!schema.getFullName().equals(name) || found != version) {
                throw new IllegalStateException(file + " holds version " + found + " of " + schema.getFullName());
            }
            return schema;
        } catch (SchemaParseException e) {
            throw new IllegalStateException(file + " is not an Avro schema: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
