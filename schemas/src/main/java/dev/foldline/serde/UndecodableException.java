package dev.foldline.serde;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Bytes that are not a known record, or whose schema cannot be had; the message says why. */
public final class UndecodableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong with the bytes. */
    public enum Reason {
        /** No bytes, no magic byte, or Avro cannot read the rest. */
        UNDECODABLE,
        /** The registry does not have the schema id, or what it has is not a usable Avro schema. */
        UNKNOWN_SCHEMA,
        /** The registry would not give the schema for too long, while it gave others: a later attempt may succeed. */
        SCHEMA_UNAVAILABLE,
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

    /**
     * What a failure says of itself, for a message.
     *
     * @throws VirtualMachineError the failure itself, if it says that the machine is broken, which a stack that was too
     *                             short for one value does not
     */
    static String causeOf(Throwable failure) {
        if (failure instanceof VirtualMachineError broken && !(failure instanceof StackOverflowError)) {
            throw broken;
        }
        return failure instanceof StackOverflowError ? "it is nested too deep" : failure.toString();
    }

    public Reason reason() {
        return reason;
    }
}
