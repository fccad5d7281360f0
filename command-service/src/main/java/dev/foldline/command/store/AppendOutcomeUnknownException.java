package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The connection was lost after COMMIT was sent: the batch is in the table whole, or not at all, and only the table
 * knows.
 */
public final class AppendOutcomeUnknownException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    public AppendOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
