package dev.foldline.command.store.entry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command that could not be decoded or decided, byte for byte: one row of {@code dead_letters}, one record of the
 * topic {@code commands.dlq}.
 *
 * @param partition     partition of the command
 * @param commandOffset offset of the command
 * @param key           the record's key as it came
 * @param value         the record's value as it came
 * @param headers       the record's headers as they came, in order
 * @param code          kebab-case code of the error
 * @param message       sentence of the error, {@linkplain StorableText cleaned}
 * @param exception     class of the exception, empty where there was none
 * @param occurredAt    when it was given up, in whole microseconds
 */
public record DeadLetter(
        int partition,
        long commandOffset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers,
        String code,
        String message,
        String exception,
        Instant occurredAt) {

    // Canonical constructors in full, as the compact form loses @Nullable on arrays in the class file.
    public DeadLetter(
            int partition,
            long commandOffset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers,
            String code,
            String message,
            String exception,
            Instant occurredAt) {
        this.partition = partition;
        this.commandOffset = commandOffset;
        this.key = key;
        this.value = value;
        this.headers = headers;
        this.code = StorableText.clean(code);
        this.message = StorableText.clean(message);
        this.exception = StorableText.clean(exception);
        this.occurredAt = occurredAt;
    }

    /** One header as it came, but for a U+0000 in its name. */
    public record RecordHeader(String name, byte @Nullable [] value) {
        public RecordHeader(String name, byte @Nullable [] value) {
            this.name = StorableText.clean(name);
            this.value = value;
        }
    }
}
