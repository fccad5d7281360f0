package dev.foldline.verify.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.verify.source.DeadLetterRow;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.PartitionCursor;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each fault that a pipeline could have is found by the check that is there for it. */
class FaultsTest {

    private final SamplePipeline pipeline = new SamplePipeline();

    @Test
    void whatIsRightIsOkAndCounted() {
        Map<String, CheckReport> reports = pipeline.verify();

        assertThat(reports.values())
                .allSatisfy(report -> assertThat(report.firstDifference()).isNull());
        assertThat(reports.get("positions"))
                .hasToString("CheckReport[name=positions 1..n without gaps per partition,"
                        + " counts={partitions=1, events=2}, differences=0, firstDifference=null]");
        assertThat(line("topic")).isEqualTo("ok      events topic equals the table: 2 records");
        assertThat(line("results")).contains("5 results, 1 duplicates");
        assertThat(line("commands"))
                .contains("2 with events, 3 with an outcome, 0 decided by a retry, 0 not decided yet");
        assertThat(line("letters")).contains("1 dead letters");
    }

    @Test
    void aMissingPosition() {
        pipeline.eventRows.set(1, at(pipeline.eventRows.get(1), 3, 2));

        assertFailed("positions", "partition 3: position 2 is expected, 3 follows");
    }

    @Test
    void aMissingLastEvent() {
        pipeline.eventRows.removeLast();

        assertFailed("positions", "partition 3 ends at position 1, but command_partitions says that 3 is next");
        assertFailed("commands", "command partition 3 offset 1 is in neither, events nor command_outcomes");
    }

    @Test
    void aMissingVersion() {
        pipeline.eventRows.set(1, at(pipeline.eventRows.get(1), 2, 3));

        assertFailed("versions", "partition 3 position 2 (account-1 version 3): version 2 is expected");
    }

    @Test
    void aRepeatedRecord() {
        pipeline.events.add(1, pipeline.events.get(0));

        assertFailed("topic", "events-3 offset 0 has position 1, but 2 is next: a repeat, or out of order");
    }

    @Test
    void aRepeatedLastRecord() {
        pipeline.events.add(pipeline.events.get(1));

        assertFailed(
                "topic",
                "events-3 offset 1 has position 2, but the table ends at position 2: a repeat, or not in the table");
    }

    @Test
    void aMissingRecord() {
        pipeline.events.removeFirst();

        assertFailed(
                "topic",
                "partition 3 position 1 (account-1 version 1) is in the table but not on the topic:"
                        + " events-3 offset 1 has position 2");
    }

    @Test
    void aMissingLastRecord() {
        pipeline.events.removeLast();

        assertFailed(
                "topic",
                "partition 3 position 2 (account-1 version 2) is in the table but not on the topic, which has ended");
    }

    @Test
    void swappedRecords() {
        Collections.swap(pipeline.events, 0, 1);

        assertFailed(
                "topic",
                "partition 3 position 1 (account-1 version 1) is in the table but not on the topic:"
                        + " events-3 offset 1 has position 2");
    }

    @Test
    void aChangedPayloadByte() {
        EventRow row = pipeline.eventRows.get(1);
        byte[] changed = SamplePipeline.changed(row.payload());
        pipeline.events.set(
                1, SamplePipeline.record("events", 1, row.aggregateId(), changed, SamplePipeline.headers(row)));

        assertFailedWith("topic", "differs from the table's " + changed.length + " at byte " + (changed.length - 1));
    }

    @Test
    void aChangedHeader() {
        replaceHeaders(Map.of("ce_correlationid", "other"));

        assertFailedWith("topic", "header ce_correlationid is \"other\", not \"" + SamplePipeline.id(1) + "\"");
    }

    @Test
    void aHeaderTooMany() {
        replaceHeaders(Map.of("traceparent", "00-1-2-00"));

        assertFailedWith("topic", "header traceparent is not wanted");
    }

    @Test
    void aMissingHeader() {
        Map<String, String> headers = SamplePipeline.headers(pipeline.eventRows.get(1));
        headers.remove("ce_actor");
        replace(headers, SamplePipeline.ACCOUNT);

        assertFailedWith("topic", "header ce_actor is missing");
    }

    @Test
    void aChangedTimestamp() {
        pipeline.events.set(1, SamplePipeline.at(5, pipeline.events.get(1)));

        assertFailedWith("topic", "the timestamp is 5 ms, not " + SamplePipeline.AT.toEpochMilli());
    }

    @Test
    void aChangedKey() {
        replace(SamplePipeline.headers(pipeline.eventRows.get(1)), "account-2");

        assertFailedWith("topic", "the key is account-2, not account-1");
    }

    @Test
    void aMissingResult() {
        pipeline.results.remove(2);

        assertFailed("results", "command partition 3 offset 2 (" + SamplePipeline.id(2) + ") has no result");
    }

    @Test
    void twoResults() {
        pipeline.results.add(3, pipeline.results.get(2));

        assertFailed("results", "command partition 3 offset 2 has 2 results, the second at command-results-3 offset 2");
    }

    @Test
    void swappedResults() {
        Collections.swap(pipeline.results, 0, 1);

        assertFailedWith("results", "command partition 3 offset 0");
    }

    @Test
    void aResultOfNothing() {
        pipeline.results.add(SamplePipeline.resultRecord(5, 7, (CommandResult)
                SamplePipeline.decode(pipeline.results.getFirst().value())));

        assertFailedWith("results", "command partition 3 offset 7: command-results-3 offset 5 is a result of nothing");
    }

    @Test
    void aResultWithAWrongField() {
        CommandResult right =
                (CommandResult) SamplePipeline.decode(pipeline.results.get(1).value());
        pipeline.results.set(
                1,
                SamplePipeline.resultRecord(
                        1, 1, CommandResult.newBuilder(right).setLastPosition(1).build()));

        assertFailed("results", "command partition 3 offset 1, command-results-3 offset 1: lastPosition is 1, not 2");
    }

    @Test
    void aDuplicateThatIsNotMarked() {
        pipeline.results.set(3, SamplePipeline.resultRecord(3, 3, (CommandResult)
                SamplePipeline.decode(pipeline.results.get(1).value())));

        assertFailed(
                "results", "command partition 3 offset 3, command-results-3 offset 3: duplicate is false, not true");
    }

    @Test
    void aDuplicateWhoseRowIsNotTheFirsts() {
        pipeline.outcomeRows.set(1, SamplePipeline.repeat(CommandStatus.REJECTED, "oops"));

        assertFailed(
                "results",
                "command partition 3 offset 3 is a duplicate, but its row differs from the first:"
                        + " status is REJECTED, not ACCEPTED");
    }

    @Test
    void aCommandInBothTables() {
        pipeline.outcomeRows.add(0, SamplePipeline.refusal(1, SamplePipeline.id(1), CommandStatus.REJECTED, "oops"));

        assertFailed("commands", "command partition 3 offset 1 is in both, events and command_outcomes");
    }

    @Test
    void aCommandInNoTable() {
        pipeline.outcomeRows.removeFirst();

        assertFailed("commands", "command partition 3 offset 2 is in neither, events nor command_outcomes");
    }

    @Test
    void aRowWithoutACommand() {
        pipeline.commands.remove(2);

        assertFailedWith(
                "commands", "command partition 3 offset 2 is in the tables, but its record is not on the topic");
    }

    @Test
    void aCommandDecidedUnderAnotherId() {
        pipeline.outcomeRows.set(0, SamplePipeline.refusal(2, SamplePipeline.id(9), CommandStatus.REJECTED, "oops"));

        assertFailed(
                "commands",
                "command partition 3 offset 2 has id " + SamplePipeline.id(2) + ", but was decided as "
                        + SamplePipeline.id(9));
    }

    @Test
    void aDeadLetterThatIsNotOnItsTopic() {
        pipeline.letters.clear();

        assertFailed("letters", "dead letter of command partition 3 offset 4 is not on the topic");
    }

    @Test
    void aDeadLetterTwice() {
        pipeline.letters.add(pipeline.letters.getFirst());

        assertFailed("letters", "commands.dlq-3 offset 0 is not in dead_letters, or there twice");
    }

    @Test
    void aDeadLetterWithOtherBytes() {
        pipeline.letterRows.set(
                0, new DeadLetterRow(3, 4, pipeline.letters.getFirst().key(), new byte[] {8}));

        assertFailed(
                "letters",
                "dead letter of command partition 3 offset 4 has another value than commands.dlq-3 offset 0");
    }

    @Test
    void whatCameWhileVerifyingIsNoFault() {
        Map<String, String> headers = new TreeMap<>(SamplePipeline.headers(pipeline.eventRows.get(1)));
        headers.put("ce_position", "3");
        pipeline.events.add(SamplePipeline.record("events", 2, SamplePipeline.ACCOUNT, new byte[1], headers));
        pipeline.commands.add(SamplePipeline.record("commands", 5, "a", new byte[1], Map.of()));
        pipeline.results.add(SamplePipeline.resultRecord(5, 5, (CommandResult)
                SamplePipeline.decode(pipeline.results.getFirst().value())));
        pipeline.later = new PartitionCursor(3, 6, 4);

        assertThat(pipeline.verify().values()).allMatch(CheckReport::ok);
        assertThat(line("commands")).contains("1 not decided yet");
    }

    @Test
    void resultsThatRetentionRemovedAreNoFault() {
        pipeline.results.removeFirst();
        pipeline.resultsPurged = true;

        assertThat(pipeline.verify().values()).allMatch(CheckReport::ok);
    }

    private void replaceHeaders(Map<String, String> changes) {
        Map<String, String> headers = SamplePipeline.headers(pipeline.eventRows.get(1));
        headers.putAll(changes);
        replace(headers, SamplePipeline.ACCOUNT);
    }

    private void replace(Map<String, String> headers, String key) {
        byte[] payload = pipeline.eventRows.get(1).payload();
        pipeline.events.set(1, SamplePipeline.record("events", 1, key, payload, headers));
    }

    private static EventRow at(EventRow row, long position, long version) {
        return new EventRow(
                row.partition(),
                position,
                row.aggregateId(),
                row.aggregateType(),
                version,
                row.eventId(),
                row.eventType(),
                row.eventVersion(),
                row.payload(),
                row.occurredAt(),
                row.correlationId(),
                row.causationId(),
                row.commandOffset(),
                row.actor(),
                row.traceParent(),
                row.process(),
                row.part(),
                row.parts());
    }

    private String line(String check) {
        CheckReport report = pipeline.verify().get(check);
        return report == null ? "no check " + check : report.line();
    }

    private void assertFailed(String check, String first) {
        assertThat(line(check)).startsWith("FAILED").endsWith("first: " + first);
    }

    private void assertFailedWith(String check, String part) {
        assertThat(line(check)).startsWith("FAILED").contains(part);
    }
}
