package dev.foldline.serde;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Bytes that are not a known record, and will not be at any later attempt; the message says why. */
public final class UndecodableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong with the bytes. */
    public enum Reason {
        /** No bytes, no magic byte, or Avro cannot read the rest. */
        UNDECODABLE,
        /** The registry does not have the schema id. */
        UNKNOWN_SCHEMA,
        /** The schema is known, but no part of this process handles its record. */
        UNKNOWN_TYPE,
        /** The record is of another version than this build's, and no migration leads there. */
        NO_MIGRATION
    }

    private final Reason reason;

    UndecodableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
