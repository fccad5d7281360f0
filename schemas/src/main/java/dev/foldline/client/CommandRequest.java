package dev.foldline.client;

import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.schema.BulkCommand;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A command, or a bulk of them, and its metadata.
 *
 * @param aggregateId     which aggregate it is for; the record's key
 * @param commands        the command itself, a generated record; of a bulk, all its commands in order
 * @param bulk            whether it is a bulk: its commands are decided one after the other, and all hold or none
 * @param commandId       identifies the command permanently: sent again under the same id it is decided once. A UUIDv7
 *                        keeps that check cheap
 * @param correlationId   follows the request through events and further commands; null for the command id
 * @param expectedVersion version that the stream must have, 0 where it must not exist; null for any
 * @param actor           who asks for it, copied to the events; null for nobody
 * @param traceParent     W3C trace context that the command is part of; null for none
 */
public record CommandRequest(
        String aggregateId,
        List<SpecificRecord> commands,
        boolean bulk,
        UUID commandId,
        @Nullable UUID correlationId,
        @Nullable Long expectedVersion,
        @Nullable String actor,
        @Nullable String traceParent) {

    private static final TimeOrderedIds IDS =
            new TimeOrderedIds(InstantSource.system(), new SplittableRandom(new SecureRandom().nextLong()));

    /**
     * @throws IllegalArgumentException if the aggregate id is empty, the expected version is below zero, there are no
     *                                  commands, or there is more than one and it is not a bulk
     */
    public CommandRequest {
        commands = List.copyOf(commands);
        if (commands.isEmpty() || (commands.size() > 1 && !bulk)) {
            throw new IllegalArgumentException(
                    aggregateId + ": " + commands.size() + " commands are no " + (bulk ? "bulk" : "command"));
        }
        if (aggregateId.isEmpty()) {
            throw new IllegalArgumentException("command " + commandId + " has an empty aggregate id");
        }
        if (expectedVersion != null && expectedVersion < 0) {
            throw new IllegalArgumentException(
                    aggregateId + ": command " + commandId + " expects version " + expectedVersion + ", below zero");
        }
    }

    /** A command with an id of its own (a UUIDv7), which accepts any version. */
    public static CommandRequest of(String aggregateId, SpecificRecord command) {
        return new CommandRequest(aggregateId, List.of(command), false, newCommandId(), null, null, null, null);
    }

    /**
     * Several commands for one aggregate as one, with an id of its own, which accepts any version: all of them hold, or
     * none, and the result has a part for each.
     *
     * @throws IllegalArgumentException if the list is empty
     */
    public static CommandRequest ofBulk(String aggregateId, List<SpecificRecord> commands) {
        return new CommandRequest(aggregateId, commands, true, newCommandId(), null, null, null, null);
    }

    /** Schema of the record that is sent. */
    Schema schema() {
        return bulk ? BulkCommand.getClassSchema() : commands.getFirst().getSchema();
    }

    /** The same, accepted only when the stream has this version; 0 where it must not exist. */
    public CommandRequest expecting(long version) {
        return new CommandRequest(aggregateId, commands, bulk, commandId, correlationId, version, actor, traceParent);
    }

    /** The same under another command id. */
    public CommandRequest withCommandId(UUID id) {
        return new CommandRequest(aggregateId, commands, bulk, id, correlationId, expectedVersion, actor, traceParent);
    }

    /** The same as part of a larger request. */
    public CommandRequest withCorrelationId(UUID id) {
        return new CommandRequest(aggregateId, commands, bulk, commandId, id, expectedVersion, actor, traceParent);
    }

    /** The same on behalf of someone. */
    public CommandRequest withActor(String name) {
        return new CommandRequest(
                aggregateId, commands, bulk, commandId, correlationId, expectedVersion, name, traceParent);
    }

    /**
     * The same as part of a trace, which its events and their rows continue.
     *
     * @param value as in the header {@code traceparent} of W3C Trace Context; command-service drops a value of a wrong
     *              form
     */
    public CommandRequest withTraceParent(String value) {
        return new CommandRequest(aggregateId, commands, bulk, commandId, correlationId, expectedVersion, actor, value);
    }

    private static UUID newCommandId() {
        synchronized (IDS) {
            return IDS.next();
        }
    }
}
