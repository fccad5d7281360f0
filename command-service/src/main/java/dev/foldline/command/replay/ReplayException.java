package dev.foldline.command.replay;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A replay was refused or has failed; the message is one line that says why, and what to do. */
public final class ReplayException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ReplayException(String message) {
        this(message, null);
    }

    public ReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
