package dev.foldline.command.deadletter;

import java.io.Serial;

/** A dead letter was to be resolved that is; nothing was done. */
public final class AlreadyResolvedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public AlreadyResolvedException(DeadLetterId id, Resolution resolution) {
        super("the " + id + " is resolved since " + resolution.at() + ": " + resolution.what());
    }
}
