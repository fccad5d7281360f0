package dev.foldline.stack.server;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The stack, or a part of it, cannot start or stop; the message is the one line that a user needs. */
public final class StackException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        this(message, null);
    }

    public StackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
