package dev.foldline.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A client could not be opened, or could not send a command or get its result; the message says which and why. */
public final class CommandClientException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Whether Kafka may have the command all the same. */
    private final boolean perhapsSent;

    CommandClientException(String message) {
        this(message, null);
    }

    /** Of a client, or of a command that Kafka certainly does not have. */
    CommandClientException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    CommandClientException(String message, @Nullable Throwable cause, boolean perhapsSent) {
        super(message, cause);
        this.perhapsSent = perhapsSent;
    }

    /**
     * Whether Kafka may have the command nevertheless, so it may be decided. Then send it again only under the same
     * command id, which is decided once.
     */
    public boolean isPerhapsSent() {
        return perhapsSent;
    }

    /** The first line of the cause's message, because the outermost one often only says that something failed. */
    static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
