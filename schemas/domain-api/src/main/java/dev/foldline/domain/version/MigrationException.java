package dev.foldline.domain.version;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A document cannot be brought to another version; the message names the type and both versions. */
public final class MigrationException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    MigrationException(String message) {
        this(message, null);
    }

    MigrationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
