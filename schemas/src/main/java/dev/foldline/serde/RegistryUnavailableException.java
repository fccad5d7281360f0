package dev.foldline.serde;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry did not answer, or its answer was not valid, or it gave another schema than at an id's first use;
 * the same call may succeed later.
 */
public final class RegistryUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
