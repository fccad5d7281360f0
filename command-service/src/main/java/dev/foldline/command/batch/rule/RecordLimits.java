package dev.foldline.command.batch.rule;

import java.util.function.IntSupplier;

/**
 * Largest records that the topics take, headers and framing included, as the brokers say now. Thread-safe.
 *
 * @param eventBytesMax  of the events topic
 * @param resultBytesMax of the results topic
 */
public record RecordLimits(IntSupplier eventBytesMax, IntSupplier resultBytesMax) {

    /** The same fixed limit for both. */
    public static RecordLimits of(int bytesMax) {
        return new RecordLimits(() -> bytesMax, () -> bytesMax);
    }
}
