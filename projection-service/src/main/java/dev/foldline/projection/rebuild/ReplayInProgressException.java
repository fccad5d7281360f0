package dev.foldline.projection.rebuild;

import java.io.Serial;

/** A rebuild cannot begin, or end, as another is in progress; the message says which. */
public final class ReplayInProgressException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    ReplayInProgressException(String message) {
        super(message);
    }
}
