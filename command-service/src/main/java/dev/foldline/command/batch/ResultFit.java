package dev.foldline.command.batch;

import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.OutcomePart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a result fits a record of its topic, and what is left of one that does not. Pure functions. */
final class ResultFit {

    /** Bound of what names of headers, ids, numbers and framing take. */
    private static final int OVERHEAD_BYTES = 1024;

    /** The aggregate id is a record's key and subject, and in its value. */
    private static final int KEYS_PER_RECORD = 3;

    /** Status, version, count and the lengths of two texts. */
    private static final int PART_BYTES = 32;

    /** A char takes up to three bytes of UTF-8. */
    private static final int CHAR_BYTES_MAX = 3;

    private ResultFit() {}

    /** Bytes that the record of a result takes at most. */
    static long bytesMax(CommandOutcome outcome) {
        long chars = (long) KEYS_PER_RECORD * outcome.aggregateId().length()
                + outcome.aggregateType().length()
                + outcome.code().length()
                + outcome.message().length()
                + length(outcome.process());
        for (OutcomePart part : outcome.parts()) {
            chars += part.code().length() + part.message().length();
        }
        return OVERHEAD_BYTES + (long) PART_BYTES * outcome.parts().size() + CHAR_BYTES_MAX * chars;
    }

    /** Bytes that the result of an accepted command takes at most, before it is known. */
    static long acceptedBytesMax(IncomingCommand.Decodable command) {
        long chars = (long) KEYS_PER_RECORD * command.stream().aggregateId().length()
                + command.type().name().length()
                + length(command.metadata().process());
        int parts = command.bulk() ? command.commands().size() : 0;
        return OVERHEAD_BYTES + (long) PART_BYTES * parts + CHAR_BYTES_MAX * chars;
    }

    /**
     * The outcome itself, or, where its record could not be forwarded, the same without what makes it too large, which
     * its message then says. Status and code stay, and the sender finds it by its id.
     */
    static CommandOutcome cut(CommandOutcome outcome, int bytesMax) {
        if (bytesMax(outcome) <= bytesMax) {
            return outcome;
        }
        CommandOutcome cut = outcome;
        if (CHAR_BYTES_MAX * (long) length(cut.process()) > bytesMax / 4) {
            cut = with(
                    cut,
                    cut.code(),
                    cut.message() + " (ce_process of " + length(cut.process())
                            + " characters is left out, as the result would be too large for its topic)",
                    cut.parts(),
                    null);
        }
        if (bytesMax(cut) > bytesMax && !cut.parts().isEmpty()) {
            cut = with(
                    cut,
                    cut.code(),
                    cut.message() + " (what became of each of the "
                            + cut.parts().size()
                            + " commands is left out, as the result would be too large for its topic)",
                    List.of(),
                    cut.process());
        }
        if (bytesMax(cut) > bytesMax) {
            cut = with(
                    cut,
                    cut.code(),
                    "the message is left out, as the result would be too large for its topic",
                    cut.parts(),
                    null);
        }
        return cut;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static CommandOutcome with(
            CommandOutcome outcome, String code, String message, List<OutcomePart> parts, @Nullable String process) {
        return new CommandOutcome(
                outcome.partition(),
                outcome.commandOffset(),
                outcome.commandId(),
                outcome.correlationId(),
                outcome.aggregateId(),
                outcome.aggregateType(),
                outcome.status(),
                code,
                message.strip(),
                outcome.expectedVersion(),
                outcome.actualVersion(),
                outcome.aggregateVersion(),
                outcome.lastPosition(),
                outcome.eventCount(),
                outcome.decidedAt(),
                outcome.firstOffset(),
                parts,
                process);
    }
}
