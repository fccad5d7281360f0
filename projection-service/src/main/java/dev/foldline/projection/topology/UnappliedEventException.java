package dev.foldline.projection.topology;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An event that a projection reads cannot be decoded or folded, however often it is tried; the message is the one line that
 * an operator needs. The projection stops in front of it: to go on would be to lose it in silence.
 */
public final class UnappliedEventException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnappliedEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
