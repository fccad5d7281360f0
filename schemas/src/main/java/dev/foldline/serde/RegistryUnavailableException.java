package dev.foldline.serde;

import java.io.Serial;

/** The schema registry did not answer, or its answer was not valid; the same call may succeed later. */
public final class RegistryUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
