package dev.foldline.command.read;

import java.io.Serial;

/** A stream does not have what was asked for; the message says what it has. */
public final class UnknownVersionException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    UnknownVersionException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** {@code aggregate-not-found} or {@code version-not-found}. */
    public String code() {
        return code;
    }
}
