package dev.foldline.projection.query.status;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The end of the events topic cannot be determined now; the message says why. */
public final class EndsUnavailableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    EndsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
