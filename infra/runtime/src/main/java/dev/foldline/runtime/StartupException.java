package dev.foldline.runtime;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The service cannot start, and its message is the one line that an operator needs. */
public final class StartupException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        this(message, null);
    }

    public StartupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
