package dev.foldline.cli.endpoint;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A command cannot continue; the message is the one line that its user sees. */
public final class CliException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public CliException(String message) {
        this(message, null);
    }

    public CliException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
