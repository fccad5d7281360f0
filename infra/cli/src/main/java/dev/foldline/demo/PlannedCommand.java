package dev.foldline.demo;

import dev.foldline.client.CommandRequest;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A command of the mix, before it has an id.
 *
 * @param commands        one, or several that are sent as a bulk
 * @param expectedVersion null for any
 * @param sentTwice       whether to send it again, under the same id, once its result is there
 */
public record PlannedCommand(
        String aggregateId,
        List<SpecificRecord> commands,
        @Nullable Long expectedVersion,
        boolean sentTwice) {

    static PlannedCommand of(String aggregateId, SpecificRecord command) {
        return new PlannedCommand(aggregateId, List.of(command), null, false);
    }

    static PlannedCommand bulk(String aggregateId, List<SpecificRecord> commands) {
        return new PlannedCommand(aggregateId, commands, null, false);
    }

    PlannedCommand expecting(long version) {
        return new PlannedCommand(aggregateId, commands, version, sentTwice);
    }

    PlannedCommand twice() {
        return new PlannedCommand(aggregateId, commands, expectedVersion, true);
    }

    /**
     * The command to send, with a new command id.
     *
     * @param prefix put in front of the aggregate id, for those who send several mixes; empty for none
     */
    public CommandRequest request(String prefix) {
        CommandRequest request = commands.size() == 1
                ? CommandRequest.of(prefix + aggregateId, commands.getFirst())
                : CommandRequest.ofBulk(prefix + aggregateId, commands);
        return expectedVersion == null ? request : request.expecting(expectedVersion);
    }

    /** How many records of the commands topic it makes. */
    int records() {
        return sentTwice ? 2 : 1;
    }
}
