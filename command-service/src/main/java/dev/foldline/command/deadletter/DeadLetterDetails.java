package dev.foldline.command.deadletter;

import dev.foldline.command.store.entry.DeadLetter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter with its value, headers and command id.
 *
 * @param letter     the command as it came, and the error
 * @param commandId  id under which the command was refused; null where its outcome is gone
 * @param resolution null while it is open
 */
public record DeadLetterDetails(
        DeadLetter letter,
        @Nullable UUID commandId,
        @Nullable Resolution resolution) {}
