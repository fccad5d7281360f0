package dev.foldline.command.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A stream has an event under a version that the batch wanted to write; nothing was written. */
public final class WrongExpectedVersionException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient StreamId stream;

    public WrongExpectedVersionException(StreamId stream, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.stream = stream;
    }

    /** The stream that has moved. */
    public StreamId stream() {
        return stream;
    }
}
