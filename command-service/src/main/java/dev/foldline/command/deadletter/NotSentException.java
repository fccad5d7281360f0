package dev.foldline.command.deadletter;

import java.io.Serial;

/** Kafka has not acknowledged a command that was sent again; it may have it all the same. */
public final class NotSentException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotSentException(DeadLetterId id, Throwable cause) {
        super(
                "the " + id + " stays open, as Kafka has not acknowledged its command: " + cause
                        + "; sent twice it is decided once",
                cause);
    }
}
