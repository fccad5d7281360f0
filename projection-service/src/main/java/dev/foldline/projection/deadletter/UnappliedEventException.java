package dev.foldline.projection.deadletter;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An event that a projection reads cannot be decoded or folded, however often it is tried; the message is the one line
 * that an operator needs. Its key is parked in front of it.
 */
public final class UnappliedEventException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public UnappliedEventException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
