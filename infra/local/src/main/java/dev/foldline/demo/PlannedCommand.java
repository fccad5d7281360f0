package dev.foldline.demo;

import dev.foldline.client.CommandRequest;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A command of the mix, before it has an id.
 *
 * @param expectedVersion null for any
 * @param sentTwice       whether to send it again, under the same id, once its result is there
 */
public record PlannedCommand(
        String accountId, SpecificRecord command, @Nullable Long expectedVersion, boolean sentTwice) {

    /** The command to send, with a new id. */
    CommandRequest request() {
        CommandRequest request = CommandRequest.of(accountId, command);
        return expectedVersion == null ? request : request.expecting(expectedVersion);
    }

    /** How many records of the commands topic it makes. */
    int records() {
        return sentTwice ? 2 : 1;
    }
}
