package dev.foldline.setup;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A topic or a schema could not be set up; the message is one line that names it and says why. */
public final class SetupException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    SetupException(String message) {
        this(message, null);
    }

    SetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
