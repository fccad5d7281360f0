package dev.foldline.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A client could not be opened, or could not send a command or hear of its result; the message says which and why. */
public final class CommandClientException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CommandClientException(String message) {
        this(message, null);
    }

    CommandClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The first line of what the cause says, as the outermost often only says that something failed. */
    static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
