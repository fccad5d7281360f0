package dev.foldline.verify.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandStatus;
import dev.foldline.verify.source.OutcomeRow;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault that a bulk, or a command that was sent again, could have is found; correct records are not reported. */
class BulkAndRetryFaultsTest {

    /** The command that failed in the sample. */
    private static final long FAILED_OFFSET = 4;

    private static final List<CommandPart> PARTS = List.of(acceptedPart(4, 2), acceptedPart(4, 0), acceptedPart(5, 1));

    private final SamplePipeline pipeline = new SamplePipeline();

    // --- bulks ---

    @Test
    void aBulkIsExpectedToHaveAPartForEachOfItsCommands() {
        bulk(PARTS);

        assertThat(pipeline.verify().values()).allMatch(CheckReport::ok);
    }

    @Test
    void aWrongPartInAResult() {
        bulk(List.of(acceptedPart(4, 2), acceptedPart(5, 1), acceptedPart(5, 0)));

        assertFailedWith("results", "command partition 3 offset 5, command-results-3 offset 5: parts is ");
    }

    @Test
    void aMissingPartInAResult() {
        bulk(PARTS.subList(0, 2));

        assertFailedWith("results", "command partition 3 offset 5, command-results-3 offset 5: parts is ");
    }

    @Test
    void partsWhereThereWasNoBulk() {
        pipeline.accepted(SamplePipeline.id(5), null, 0, 0);
        pipeline.resultHas(5, List.of(acceptedPart(3, 1)));

        assertFailedWith("results", "parts is ");
    }

    @Test
    void anEventOfAPartBeforeThatOfTheFormerOne() {
        pipeline.accepted(SamplePipeline.id(5), null, 3, 1, 3, 2);

        assertFailedWith("commands", "(account-1 version 5) is of part 2 of 3, but the command has parts 3 to 3");
    }

    @Test
    void anEventOfAPartThatTheBulkDoesNotHave() {
        pipeline.accepted(SamplePipeline.id(5), null, 2, 1, 3);

        assertFailedWith("commands", "(account-1 version 4) is of part 3 of 2");
    }

    @Test
    void aRefusedBulkHasOnePartAtFaultOrAll() {
        refused(refusedPart("bulk-not-applied"), refusedPart("insufficient-funds"));
        assertThat(line("results")).startsWith("ok");

        refused(refusedPart("insufficient-funds"), refusedPart("insufficient-funds"));
        assertThat(line("results")).startsWith("ok");
    }

    @Test
    void aRefusedBulkWithoutAPartAtFault() {
        refused(refusedPart("bulk-not-applied"), refusedPart("bulk-not-applied"));

        assertFailedWith("results", "command partition 3 offset 2: 0 of 2 parts are at fault, but one is, or all are");
    }

    @Test
    void aRefusedBulkOfWhichAPartHolds() {
        refused(refusedPart("insufficient-funds"), acceptedPart(2, 0));
        assertFailedWith("results", "command partition 3 offset 2: part 2 is ACCEPTED, but the bulk is REJECTED");

        refused(
                refusedPart("insufficient-funds"),
                new CommandPart(CommandStatus.REJECTED, 3L, 1, "bulk-not-applied", ""));
        assertFailedWith("results", "command partition 3 offset 2: the parts end at version 3, but the bulk at 2");
    }

    // --- retries ---

    @Test
    void aFailedCommandMayBeDecidedByItsRetry() {
        pipeline.accepted(SamplePipeline.id(FAILED_OFFSET), FAILED_OFFSET, 0, 0);

        assertThat(pipeline.verify().values()).allMatch(CheckReport::ok);
        assertThat(line("commands")).contains("1 decided by a retry");
    }

    @ParameterizedTest
    @CsvSource({", null", "3, 3"})
    void aFailedCommandThatIsDecidedAnewByAnythingElse(Long retryOf, String shown) {
        pipeline.accepted(SamplePipeline.id(FAILED_OFFSET), retryOf, 0, 0);

        assertFailedWith(
                "commands",
                "command partition 3 offset 5 decides " + SamplePipeline.id(FAILED_OFFSET)
                        + " again, which was FAILED at offset 4, and its header ce_retryof is " + shown);
    }

    @ParameterizedTest
    @CsvSource({"1, ACCEPTED", "2, REJECTED"})
    void aSecondDecisionOfWhatHasNotFailed(long offset, CommandStatus status) {
        pipeline.accepted(SamplePipeline.id(offset), offset, 0, 0);

        assertFailedWith(
                "commands",
                "command partition 3 offset 5 decides " + SamplePipeline.id(offset) + " again, which was " + status
                        + " at offset " + offset);
    }

    @Test
    void aSecondDecisionByTheSameRetrySentTwice() {
        pipeline.accepted(SamplePipeline.id(FAILED_OFFSET), FAILED_OFFSET, 0, 0);
        pipeline.accepted(SamplePipeline.id(FAILED_OFFSET), FAILED_OFFSET, 0, 0);

        assertFailedWith("commands", "command partition 3 offset 6 decides ");
    }

    @Test
    void aRetryThatWasAnsweredAsADuplicateOfItsFailure() {
        pipeline.accepted(SamplePipeline.id(FAILED_OFFSET), FAILED_OFFSET, 0, 0);
        pipeline.eventRows.removeLast();
        OutcomeRow failed = pipeline.outcomeRows.getLast();
        pipeline.outcomeRows.add(new OutcomeRow(
                failed.partition(),
                5,
                failed.commandId(),
                failed.aggregateId(),
                failed.aggregateType(),
                failed.status(),
                failed.code(),
                failed.message(),
                null,
                null,
                failed.aggregateVersion(),
                failed.lastPosition(),
                0,
                failed.decidedAt(),
                FAILED_OFFSET,
                List.of()));

        assertFailedWith(
                "commands",
                "command partition 3 offset 5 is a retry of the failure at offset 4, but was answered as a duplicate");
    }

    /** A bulk of three commands, of which the first left two events, the second none, and the third one. */
    private void bulk(List<CommandPart> partsOfItsResult) {
        pipeline.accepted(SamplePipeline.id(5), null, 3, 1, 1, 3);
        pipeline.resultHas(5, partsOfItsResult);
    }

    /** Makes a bulk of the command that was refused, in its row and in its result. */
    private void refused(CommandPart... parts) {
        OutcomeRow row = SamplePipeline.refusal(2, SamplePipeline.id(2), CommandStatus.REJECTED, "insufficient-funds");
        pipeline.outcomeRows.set(
                0,
                new OutcomeRow(
                        row.partition(),
                        2,
                        row.commandId(),
                        row.aggregateId(),
                        row.aggregateType(),
                        row.status(),
                        row.code(),
                        row.message(),
                        null,
                        null,
                        row.aggregateVersion(),
                        row.lastPosition(),
                        0,
                        row.decidedAt(),
                        2,
                        List.of(parts)));
        pipeline.resultHas(2, List.of(parts));
    }

    private static CommandPart acceptedPart(long version, int events) {
        return new CommandPart(CommandStatus.ACCEPTED, version, events, "", "");
    }

    private static CommandPart refusedPart(String code) {
        return new CommandPart(CommandStatus.REJECTED, 2L, 0, code, "");
    }

    private String line(String check) {
        CheckReport report = pipeline.verify().get(check);
        return report == null ? "no check " + check : report.line();
    }

    private void assertFailedWith(String check, String part) {
        assertThat(line(check)).startsWith("FAILED").contains(part);
    }
}
