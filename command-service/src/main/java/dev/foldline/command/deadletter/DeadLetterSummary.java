package dev.foldline.command.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter without its value and headers, which may be large.
 *
 * @param key        the record's key as it came
 * @param code       kebab-case code of the error
 * @param message    sentence of the error
 * @param occurredAt when the command was given up
 * @param resolution null while it is open
 */
public record DeadLetterSummary(
        DeadLetterId id,
        byte @Nullable [] key,
        String code,
        String message,
        Instant occurredAt,
        @Nullable Resolution resolution) {

    // Canonical constructor in full, as the compact form loses @Nullable on arrays in the class file.
    public DeadLetterSummary(
            DeadLetterId id,
            byte @Nullable [] key,
            String code,
            String message,
            Instant occurredAt,
            @Nullable Resolution resolution) {
        this.id = id;
        this.key = key;
        this.code = code;
        this.message = message;
        this.occurredAt = occurredAt;
        this.resolution = resolution;
    }
}
