package dev.foldline.projection.query;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The view cannot be read now, but may be later: it is being restored, or its partitions are moving. */
public final class ViewUnavailableException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    public ViewUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
