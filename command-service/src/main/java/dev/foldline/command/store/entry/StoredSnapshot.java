package dev.foldline.command.store.entry;

import dev.foldline.command.store.LoadedOutcomes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One row of the table {@code snapshots}: a stream folded up to a version, so that loading it need not begin at its
 * first event. Only a shortcut: whatever is in it can be had from the events, and one that cannot be used is passed
 * over.
 *
 * @param partition          partition of the stream
 * @param aggregateId        the stream
 * @param aggregateVersion   version of the stream that is folded
 * @param aggregateType      name of the stream's aggregate type
 * @param schemaVersion      version of the state's shape
 * @param state              the state, as JSON
 * @param views              the rows of the type's inline views, by name, as a JSON object
 * @param recentCommands     ids of the newest commands that the stream has answered, oldest first
 * @param forgottenCreatedMs latest creation time that a UUIDv7 among the older ones carries, in ms, 0 where none of
 *                           them is a UUIDv7; {@link LoadedOutcomes#NO_OLDER} where there are no older ones
 * @param createdAt          when it was taken, in whole microseconds
 */
public record StoredSnapshot(
        int partition,
        String aggregateId,
        long aggregateVersion,
        String aggregateType,
        int schemaVersion,
        String state,
        String views,
        List<UUID> recentCommands,
        long forgottenCreatedMs,
        Instant createdAt) {

    /** How JSON writes the one character that {@code jsonb} cannot hold, beside halves of surrogate pairs. */
    private static final String UNSTORABLE = "\\u0000";

    /** Whether the table can hold it. One that it cannot is not taken: it would be read back as something else. */
    public boolean isStorable() {
        return isStorable(state) && isStorable(views);
    }

    /** Half of a character outside the basic plane has no form in UTF-8. */
    private static boolean isStorable(String text) {
        return !text.contains(UNSTORABLE) && !StorableText.hasHalfOfPair(text);
    }
}
