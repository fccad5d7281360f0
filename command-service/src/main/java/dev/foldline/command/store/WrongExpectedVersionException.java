package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A stream has an event under a version that the batch wanted to write; nothing was written. */
public final class WrongExpectedVersionException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable StreamId stream;

    /**
     * @param stream null if the database does not say which it is
     */
    public WrongExpectedVersionException(@Nullable StreamId stream, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.stream = stream;
    }

    /** The stream that has moved; null if the database does not say which it is. */
    public @Nullable StreamId stream() {
        return stream;
    }
}
