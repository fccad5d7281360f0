package dev.foldline.command.ops;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The brokers do not say what they were asked; it will be asked again. */
public final class KafkaSilentException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    public KafkaSilentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
