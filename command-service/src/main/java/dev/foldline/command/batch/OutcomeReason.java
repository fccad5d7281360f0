package dev.foldline.command.batch;

import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.schema.CommandStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a command leaves no events.
 *
 * @param status          {@code ACCEPTED} when nothing had to change
 * @param code            kebab-case code, empty when accepted
 * @param message         its sentence, empty when accepted
 * @param expectedVersion with code version-conflict, else null
 * @param actualVersion   with code version-conflict, else null
 * @param part            which command of a bulk is at fault, from 1; {@link #WHOLE} where none by itself
 */
record OutcomeReason(
        CommandStatus status,
        String code,
        String message,
        @Nullable Long expectedVersion,
        @Nullable Long actualVersion,
        int part) {

    static final int WHOLE = 0;
    static final OutcomeReason NONE = new OutcomeReason(CommandStatus.ACCEPTED, "", "", null, null, WHOLE);

    /** Code of the commands of a bulk that are not applied because another one of it was refused. */
    private static final String NOT_APPLIED = "bulk-not-applied";

    static OutcomeReason rejected(String code, String message) {
        return new OutcomeReason(CommandStatus.REJECTED, code, message, null, null, WHOLE);
    }

    static OutcomeReason failed(String code, String message) {
        return new OutcomeReason(CommandStatus.FAILED, code, message, null, null, WHOLE);
    }

    /**
     * The stream has an event that this build does not know, because it was rolled back, or lacks a domain. Whoever
     * knows the event would accept the command, so it is refused and not a dead letter.
     */
    static OutcomeReason unknownEvent(String reason) {
        return rejected(
                "unknown-event",
                reason + "; a newer build wrote it, or a domain is not on the classpath: send the command again, under"
                        + " another id, to a build that knows it");
    }

    static OutcomeReason versionConflict(String aggregateId, long expected, long actual) {
        return new OutcomeReason(
                CommandStatus.REJECTED,
                "version-conflict",
                "Concurrency conflict for aggregate " + aggregateId + ". Expected version " + expected
                        + ", but actual version is " + actual,
                expected,
                actual,
                WHOLE);
    }

    /** This reason for one command of a record: as it is, or, of a bulk, with the command's number. */
    OutcomeReason of(IncomingCommand.Decodable command, int number) {
        return command.bulk()
                ? new OutcomeReason(
                        status,
                        code,
                        "command " + number + " of " + command.commands().size() + " in the bulk: " + message,
                        expectedVersion,
                        actualVersion,
                        number)
                : this;
    }

    /**
     * What becomes of each command of a bulk.
     *
     * @param version version of the stream, which the bulk leaves as it is
     */
    List<OutcomePart> parts(int count, long version) {
        List<OutcomePart> parts = new ArrayList<>(count);
        for (int number = 1; number <= count; number++) {
            if (part == WHOLE) {
                parts.add(new OutcomePart(status, version, 0, code, ""));
            } else if (part == number) {
                parts.add(new OutcomePart(status, version, 0, code, DecisionRows.sentence(message)));
            } else {
                parts.add(new OutcomePart(status, version, 0, NOT_APPLIED, ""));
            }
        }
        return parts;
    }
}
