package dev.foldline.runtime;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error response of all HTTP endpoints: {@code {"error": CODE, "message": SENTENCE}}. */
public final class HttpError {

    private HttpError() {}

    /**
     * Sends an error.
     *
     * @param error   kebab-case and stable, for programs
     * @param message one sentence with the values, for people
     */
    public static void send(Context context, HttpStatus status, String error, @Nullable String message) {
        context.status(status).json(Map.of("error", error, "message", String.valueOf(message)));
    }

    /** Sends 503, and says when to ask again. */
    public static void sendForNow(Context context, Duration retryAfter, String error, @Nullable String message) {
        context.header("Retry-After", Long.toString(retryAfter.toSeconds()));
        send(context, HttpStatus.SERVICE_UNAVAILABLE, error, message);
    }
}
