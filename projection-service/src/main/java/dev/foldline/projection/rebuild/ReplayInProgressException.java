package dev.foldline.projection.rebuild;

import java.io.Serial;

/**
 * A rebuild cannot begin because another is in progress, or cannot be cancelled; the message says why.
 */
public final class ReplayInProgressException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    ReplayInProgressException(String message) {
        super(message);
    }
}
