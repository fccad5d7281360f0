package dev.foldline.projection.process.topology;

import dev.foldline.domain.process.Answer;
import dev.foldline.domain.process.Input;
import dev.foldline.domain.process.Reaction;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.process.topology.ProcessRow.SetTimer;
import dev.foldline.schema.CommandStatus;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.AvroEncoder;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Lets the definition react, and turns its answer into rows and records: everything that can fail because of an input,
 * and nothing that changes a store. Not thread-safe: one per stream task.
 */
final class Reactor<S extends SpecificRecord> {

    private final ProcessParts<S> parts;
    private final AvroEncoder stateEncoder;
    private final AvroDecoder stateDecoder;
    private final CommandWriter writer;

    /**
     * What an input does to its process.
     *
     * @param row      the process after it, null where it is over or has not begun
     * @param commands to be sent, in order
     */
    record Reacted(@Nullable ProcessRow row, List<Record<String, byte[]>> commands) {}

    /**
     * When an input is applied.
     *
     * @param timers knows when a timer can be due
     */
    record Moment(long nowMs, DueTimers timers) {

        private long dueMs(Duration after) {
            return timers.dueMs(nowMs, after.toMillis());
        }
    }

    Reactor(ProcessParts<S> parts) {
        this.parts = parts;
        this.stateEncoder = AvroEncoder.ofValue(
                parts.schemas(), parts.topics().process(parts.manager().name()));
        this.stateDecoder =
                new AvroDecoder(parts.schemas(), List.of(parts.manager().state()));
        this.writer = new CommandWriter(parts);
    }

    /**
     * Applies an input; nothing has changed when it throws.
     *
     * @param before the process before it, null where it has not begun or is over
     * @throws UnappliedEventException      if the definition cannot apply it, or its answer cannot be written
     * @throws RegistryUnavailableException if a schema is not known yet and the registry did not answer
     */
    Reacted react(String processId, @Nullable ProcessRow before, InputReader.Read read, Moment at) {
        try {
            Reaction<S> reaction = parts.manager().react(before == null ? null : state(before), read.input());
            UUID correlationId = before == null ? read.correlationId() : before.correlationId();
            S state = reaction.state();
            ProcessRow after = state == null
                    ? null
                    : new ProcessRow(
                            correlationId,
                            stateEncoder.encode(state),
                            timers(before, reaction, read.causationId(), at));
            List<Record<String, byte[]>> commands = reaction.commands().stream()
                    .map(send -> writer.write(send, processId, correlationId, read, at.nowMs()))
                    .toList();
            return new Reacted(after, commands);
        } catch (RegistryUnavailableException | KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnappliedEventException(said(read.input()) + " cannot be taken in: " + e, e);
        }
    }

    private static SortedMap<String, SetTimer> timers(
            @Nullable ProcessRow before, Reaction<?> reaction, UUID causationId, Moment at) {
        SortedMap<String, SetTimer> timers = new TreeMap<>();
        if (before != null) {
            timers.putAll(before.timers());
        }
        for (Reaction.Timer change : reaction.timers()) {
            switch (change) {
                case Reaction.Timer.Set(String name, Duration after) ->
                    timers.put(name, new SetTimer(at.dueMs(after), causationId));
                case Reaction.Timer.Cancel(String name) -> timers.remove(name);
            }
        }
        return timers;
    }

    // The decoder was given this schema alone, so what it returns is a state.
    @SuppressWarnings("unchecked")
    private S state(ProcessRow row) {
        try {
            return (S) stateDecoder.decode(row.state());
        } catch (UndecodableException e) {
            throw new IllegalStateException("the state of the process cannot be read: " + e.getMessage(), e);
        }
    }

    /** Names an input without its content. */
    private static String said(Input input) {
        return switch (input) {
            case Input.Happened(var event) -> event.data().getSchema().getName();
            case Input.Answered(String step, Answer answer) -> "the answer " + status(answer) + " to " + step;
            case Input.Due(String timer) -> "timer " + timer;
        };
    }

    private static CommandStatus status(Answer answer) {
        return switch (answer) {
            case Answer.Accepted _ -> CommandStatus.ACCEPTED;
            case Answer.Rejected _ -> CommandStatus.REJECTED;
            case Answer.Failed _ -> CommandStatus.FAILED;
        };
    }
}
