package dev.foldline.verify.source;

import org.jspecify.annotations.Nullable;

/** What one row of the table {@code dead_letters} kept of a command record. */
public record DeadLetterRow(int partition, long commandOffset, byte @Nullable [] key, byte @Nullable [] value) {}
