package dev.foldline.verify.check;

import dev.foldline.schema.CommandResult;
import dev.foldline.serde.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every decided command has exactly one result, in order of the commands, and it says what the tables say; a
 * duplicate's says what the first one's said.
 */
public final class ResultCheck {

    private final Findings findings = new Findings("exactly one result per command, its content right");
    private final RecordDecoder decoder;
    private final Map<Long, CommandResult> firstResults = new HashMap<>();
    private Set<Long> repeatedOffsets = Set.of();
    private long nextOffset;
    private long laterOffset;
    private long answeredFrom;
    private long results;
    private long duplicates;

    public ResultCheck(RecordDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * Begins a partition.
     *
     * @param answeredFromOffset results of commands below it may have gone with retention
     */
    void beginPartition(PartitionWalk.Sources sources, long answeredFromOffset) {
        firstResults.clear();
        repeatedOffsets = sources.repeatedOffsets();
        nextOffset = sources.read().nextOffset();
        laterOffset = sources.later().nextOffset();
        answeredFrom = answeredFromOffset;
    }

    void command(CommandTrace trace) {
        CommandResult expected = expectedOf(trace);
        int found = trace.results().size();
        results += found;
        if (expected == null) {
            boolean cameLater = trace.offset() >= nextOffset && trace.offset() < laterOffset;
            if (found > 0 && !cameLater) {
                findings.differ(trace.place() + ": " + place(trace, 0)
                        + " is a result of nothing that was decided, a second one, or out of order");
            }
            return;
        }
        if (found == 0) {
            if (trace.offset() >= answeredFrom) {
                findings.differ(trace.place() + " (" + expected.getCommandId() + ") has no result");
            }
            return;
        }
        if (found > 1) {
            findings.differ(trace.place() + " has " + found + " results, the second at " + place(trace, 1));
        }
        String difference = difference(trace, expected);
        if (difference != null) {
            findings.differ(trace.place() + ", " + place(trace, 0) + ": " + difference);
        }
    }

    /** Takes note of a result that says no command offset. */
    void unmatched(ConsumerRecord<byte[], byte[]> result) {
        results++;
        findings.differ(result.topic() + "-" + result.partition() + " offset " + result.offset()
                + " has no header ce_commandoffset with a number");
    }

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("results", results);
        counts.put("duplicates", duplicates);
        return findings.report(counts);
    }

    private @Nullable CommandResult expectedOf(CommandTrace trace) {
        CommandResult byRows = trace.expectedResult();
        if (byRows == null) {
            return null;
        }
        String contradiction = ExpectedResults.contradiction(byRows);
        if (contradiction != null) {
            findings.differ(trace.place() + ": " + contradiction);
        }
        if (repeatedOffsets.contains(trace.offset())) {
            firstResults.put(trace.offset(), byRows);
        }
        if (!byRows.getDuplicate()) {
            return byRows;
        }
        duplicates++;
        CommandResult first = firstResults.get(byRows.getCommandOffset());
        if (first == null) {
            findings.differ(trace.place() + " is a duplicate of offset " + byRows.getCommandOffset()
                    + ", which left no row before it");
            return byRows;
        }
        CommandResult repeated = ExpectedResults.repeated(first);
        String difference = ExpectedResults.difference(repeated, byRows);
        if (difference != null) {
            findings.differ(trace.place() + " is a duplicate, but its row differs from the first: " + difference);
        }
        return repeated;
    }

    private @Nullable String difference(CommandTrace trace, CommandResult expected) {
        ConsumerRecord<byte[], byte[]> record = trace.results().getFirst();
        // Where the command's key could not be stored as it came, the result may have either.
        boolean keyAsItCame = trace.command() != null
                && Arrays.equals(record.key(), trace.command().key());
        if (!keyAsItCame && !text(record.key()).equals(expected.getAggregateId())) {
            return "the key is " + Findings.show(record.key()) + ", not " + expected.getAggregateId();
        }
        try {
            return decoder.decode(record.value()) instanceof CommandResult found
                    ? ExpectedResults.difference(expected, found)
                    : "the value is not a CommandResult";
        } catch (UndecodableException e) {
            return "the value cannot be read: " + e.getMessage();
        }
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    private static String place(CommandTrace trace, int result) {
        ConsumerRecord<byte[], byte[]> record = trace.results().get(result);
        return record.topic() + "-" + record.partition() + " offset " + record.offset();
    }
}
