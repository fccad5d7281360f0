package dev.foldline.verify.source;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What was to be verified could not be read; the message says what, where and why. */
public final class VerifyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public VerifyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
