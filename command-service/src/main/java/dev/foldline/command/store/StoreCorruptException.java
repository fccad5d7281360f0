package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The table contradicts itself or its owner's cursors; the partition must stop, because going on could lose or repeat
 * events.
 */
public final class StoreCorruptException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreCorruptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
