package dev.foldline.cli.operator;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A service did not answer, or refused; the message says which and why, in one line. */
public final class ServiceException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
