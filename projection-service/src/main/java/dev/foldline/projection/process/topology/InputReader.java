package dev.foldline.projection.process.topology;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.ProcessStep;
import dev.foldline.contract.TraceParent;
import dev.foldline.domain.process.Answer;
import dev.foldline.domain.process.Input;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.intake.EventReader;
import dev.foldline.projection.intake.SourceHeader;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inputs of a process: events and results, and timers that were parked. Not thread-safe: one per stream task.
 */
final class InputReader {

    private static final String RESULT = CommandResult.getClassSchema().getFullName();
    private static final String TIMER = "foldline-timer";
    private static final byte[] NOTHING = {};

    private final EventReader events;
    private final AvroDecoder results;

    /**
     * An input and what the commands that follow from it carry on.
     *
     * @param correlationId that of the input
     * @param causationId   id of the input
     * @param traceParent   that of the input, null where it has none, as results and timers
     */
    record Read(
            Input input,
            UUID correlationId,
            UUID causationId,
            @Nullable String traceParent) {}

    InputReader(ProcessParts<?> parts) {
        this.events = new EventReader(parts.schemas(), parts.manager().events());
        this.results = new AvroDecoder(parts.schemas(), List.of(CommandResult.getClassSchema()));
    }

    /**
     * A record as it can be parked. Only events have a position. A result has instead a number below zero that follows
     * from its offset behind the repartitioning, so a request for it cannot mean another one.
     *
     * @param task   the task's partition
     * @param offset of the record in it
     */
    static IncomingRecord incoming(Record<String, byte[]> record, int task, long offset) {
        Headers headers = record.headers();
        boolean isEvent = SourceHeader.isIn(headers);
        int partition = isEvent ? SourceHeader.partition(headers) : task;
        long position = isEvent ? EventReader.position(headers) : -1 - offset;
        return new IncomingRecord(record.key(), record.value(), headers, partition, position, record.timestamp());
    }

    /** What an operator asks, null where a record is something else. */
    static @Nullable Request request(Headers headers) {
        boolean isAsked = SourceHeader.isIn(headers) && EventReader.position(headers) == EventReader.NO_POSITION;
        return isAsked ? Request.ofComplete(headers) : null;
    }

    /**
     * A timer that is due as it can be parked; in place of a position it has when it was due, below zero.
     *
     * @param task the task's partition
     */
    static IncomingRecord timer(DueTimers.Key key, Read read, int task) {
        Headers headers = new RecordHeaders();
        add(headers, HeaderNames.TYPE, TIMER);
        add(headers, HeaderNames.SUBJECT, key.timer());
        add(headers, HeaderNames.ID, read.causationId().toString());
        add(headers, HeaderNames.CORRELATION_ID, read.correlationId().toString());
        return new IncomingRecord(key.processId(), NOTHING, headers, task, -key.dueMs(), key.dueMs());
    }

    /**
     * The input that an incoming record is; null where a client has sent a command under a name that is a process's,
     * but not under the id that goes with it.
     *
     * @throws UnappliedEventException if it is not an input that can be read
     */
    @Nullable
    Read read(IncomingRecord incoming) {
        Headers headers = incoming.headers();
        UUID id = uuid(headers, HeaderNames.ID);
        Input input = switch (text(headers, HeaderNames.TYPE)) {
            case String type when type.equals(RESULT) -> answer(incoming, id);
            case TIMER -> new Input.Due(text(headers, HeaderNames.SUBJECT));
            default -> new Input.Happened(events.read(incoming));
        };
        return input == null
                ? null
                : new Read(input, uuid(headers, HeaderNames.CORRELATION_ID), id, TraceParent.read(headers));
    }

    private @Nullable Input answer(IncomingRecord incoming, UUID commandId) {
        ProcessStep step = ProcessStep.read(incoming.headers());
        if (step == null || !step.commandId().equals(commandId)) {
            return null;
        }
        try {
            return new Input.Answered(step.step(), answer((CommandResult) results.decode(incoming.value())));
        } catch (UndecodableException e) {
            throw new UnappliedEventException("the result of command " + commandId + ": " + e.getMessage(), e);
        }
    }

    private static Answer answer(CommandResult result) {
        return switch (result.getStatus()) {
            case ACCEPTED -> new Answer.Accepted();
            case REJECTED -> new Answer.Rejected(result.getErrorCode(), result.getErrorMessage());
            case FAILED -> new Answer.Failed(result.getErrorCode(), result.getErrorMessage());
        };
    }

    private static UUID uuid(Headers headers, String name) {
        String value = text(headers, name);
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw new UnappliedEventException("header " + name + " is \"" + value + "\", no UUID", e);
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new UnappliedEventException("header " + name + " is missing", null);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
