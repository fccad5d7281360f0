package dev.foldline.serde.pin;

import org.apache.avro.Schema;

/**
 * What a schema id was first used with.
 *
 * @param id          the registry's id
 * @param type        full name of the record
 * @param fingerprint as {@link SchemaFingerprint} gives it
 * @param schema      the schema as JSON, with all that it refers to, so that it can be registered again
 */
public record SchemaPin(int id, String type, String fingerprint, String schema) {

    /** What an id means with this schema. */
    public static SchemaPin of(int id, Schema schema) {
        return new SchemaPin(id, schema.getFullName(), SchemaFingerprint.of(schema), schema.toString());
    }

    /** Whether both mean the same bytes. */
    public boolean agreesWith(SchemaPin other) {
        return fingerprint.equals(other.fingerprint) && type.equals(other.type);
    }
}
