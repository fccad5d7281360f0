package dev.foldline.local;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The stack, or a part of it, cannot start or stop; the message is the one line that a user needs. */
public final class StackException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    StackException(String message) {
        this(message, null);
    }

    StackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
