package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The database did not answer, or not in time; nothing was written, and a later try may succeed. */
public final class StoreUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
