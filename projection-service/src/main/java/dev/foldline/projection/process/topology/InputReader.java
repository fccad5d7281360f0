package dev.foldline.projection.process.topology;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.ProcessStep;
import dev.foldline.projection.deadletter.Arrival;
import dev.foldline.projection.intake.EventReader;
import dev.foldline.projection.intake.SourceHeader;
import dev.foldline.projection.process.Input;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads what comes to a process: events and results. Not thread-safe: one per stream task. */
final class InputReader {

    private static final String RESULT = CommandResult.getClassSchema().getFullName();

    private final EventReader events;
    private final AvroDecoder results;

    /**
     * An input and what the commands that follow from it carry on.
     *
     * @param correlationId that of the input
     * @param causationId   id of the input
     */
    record Read(Input input, UUID correlationId, UUID causationId) {}

    InputReader(ProcessParts<?> parts) {
        this.events = new EventReader(parts.schemas(), parts.definition().events());
        this.results = new AvroDecoder(parts.schemas(), List.of(CommandResult.getClassSchema()));
    }

    /**
     * The input that a record is; null where a client has sent a command under a name that is a process's, but not
     * under the id that goes with it.
     *
     * @throws IllegalStateException if the record is neither an event nor a result that can be read
     */
    @Nullable
    Read read(Record<String, byte[]> record) {
        Headers headers = record.headers();
        UUID id = uuid(headers, HeaderNames.ID);
        Input input = RESULT.equals(text(headers, HeaderNames.TYPE)) ? answer(record, id) : event(record);
        return input == null ? null : new Read(input, uuid(headers, HeaderNames.CORRELATION_ID), id);
    }

    private Input event(Record<String, byte[]> record) {
        Headers headers = record.headers();
        return new Input.Happened(events.read(new Arrival(
                record.key(),
                record.value(),
                headers,
                SourceHeader.partition(headers),
                EventReader.position(headers),
                record.timestamp())));
    }

    private @Nullable Input answer(Record<String, byte[]> record, UUID commandId) {
        ProcessStep step = ProcessStep.read(record.headers());
        if (step == null || !step.commandId().equals(commandId)) {
            return null;
        }
        try {
            return new Input.Answered(step.step(), (CommandResult) results.decode(record.value()));
        } catch (UndecodableException e) {
            throw new IllegalStateException("the result of command " + commandId + ": " + e.getMessage(), e);
        }
    }

    private static UUID uuid(Headers headers, String name) {
        String value = text(headers, name);
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("header " + name + " is \"" + value + "\", no UUID", e);
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalStateException("header " + name + " is missing");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
