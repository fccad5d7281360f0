package dev.foldline.serde.pin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A schema that the registry gave for an id, to be compared with what the writers of records say of theirs, and what to
 * say where that differs. Thread-safe.
 */
public final class WrittenSchema {

    private static final String REMEDY =
            ". The registry was lost or is another one, and nothing is read or written by it: the old schema must be"
                    + " under its old id again, which ./foldline schemas restore does; its text is in the table"
                    + " schema_fingerprints, schema_id = ";

    private final int id;
    private final String type;
    private final String fingerprint;
    private final byte[] typeBytes;
    private final byte[] fingerprintBytes;

    public WrittenSchema(int id, Schema schema) {
        this.id = id;
        this.type = schema.getFullName();
        this.fingerprint = SchemaFingerprint.of(schema);
        this.typeBytes = type.getBytes(StandardCharsets.UTF_8);
        this.fingerprintBytes = fingerprint.getBytes(StandardCharsets.UTF_8);
    }

    /** Full name of its record. */
    public String type() {
        return type;
    }

    /** Whether it is the schema of such records. */
    public boolean isOf(byte[] otherType) {
        return Arrays.equals(typeBytes, otherType);
    }

    /** Whether it reads bytes as the schema with this fingerprint does. */
    public boolean has(byte[] otherFingerprint) {
        return Arrays.equals(fingerprintBytes, otherFingerprint);
    }

    /** Says that the writer's schema was another one; its fingerprint is null where that is not known. */
    public String differsFrom(byte[] otherType, byte @Nullable [] otherFingerprint) {
        return differsFrom(
                new String(otherType, StandardCharsets.UTF_8),
                otherFingerprint == null ? null : new String(otherFingerprint, StandardCharsets.UTF_8));
    }

    /** The same for texts. */
    public String differsFrom(String otherType, @Nullable String otherFingerprint) {
        return "schema id " + id + " is " + type + " with fingerprint " + fingerprint + " in the registry, but was "
                + named(otherType, otherFingerprint) + " at its first use" + REMEDY + id;
    }

    /** Says that the registry has nothing under an id that was used. */
    public static String missing(int id, String type, @Nullable String fingerprint) {
        return "the registry has no schema with id " + id + ", which was " + named(type, fingerprint)
                + " at its first use" + REMEDY + id;
    }

    private static String named(String type, @Nullable String fingerprint) {
        return fingerprint == null ? type : type + " with fingerprint " + fingerprint;
    }
}
