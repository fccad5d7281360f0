package dev.foldline.command.forward;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Forwarding failed; nothing of the batch is visible to a {@code read_committed} consumer, and the table has all of it.
 */
public final class ForwardException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    public ForwardException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
