package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The database did not answer in time, or cannot do it now; nothing was written, and a later try may succeed. */
public final class StoreUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** How far the database is to be reached. */
    public enum Kind {
        /** It does not answer, or ends connections: none of its partitions can be served. */
        AWAY,
        /** It answers, and cannot do this: other partitions may be served. */
        REFUSES,
        /** It takes longer than a transaction may: less at a time may succeed. */
        TOO_SLOW
    }

    private final Kind kind;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        this(message, Kind.AWAY, cause);
    }

    public StoreUnavailableException(String message, Kind kind, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
