package dev.foldline.command.store.entry;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * One row of the table {@code command_filters}: hashes of the ids of consecutive commands of a stream. An id whose hash
 * is not here is the id of none of them; one whose hash is here may be, and {@code range} bounds where to look for it.
 *
 * @param partition       partition of the stream
 * @param aggregateId     the stream
 * @param range           the commands whose ids are here, all of them
 * @param latestCreatedMs latest creation time that a UUIDv7 among the ids carries, in ms; 0 where none is a UUIDv7
 * @param hashes          {@link #hash} of each id, in no particular order; never changed after construction
 */
public record CommandFilter(int partition, String aggregateId, CommandRange range, long latestCreatedMs, int[] hashes) {

    /**
     * Commands whose ids one row has. A command whose hash is in a row costs a look-up of as many commands, and a
     * stream that is loaded reads up to as many ids from its events.
     */
    public static final int COMMANDS_MAX = 256;

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(CommandFilter::sha256);

    /**
     * The hash of a command id that the table has. Never to be changed.
     *
     * <p>From a cryptographic hash: clients choose the ids, and one who found many with the same hash could make every
     * command of a stream look like a repeat.
     */
    public static int hash(UUID commandId) {
        byte[] id = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(commandId.getMostSignificantBits())
                .putLong(commandId.getLeastSignificantBits())
                .array();
        return ByteBuffer.wrap(SHA_256.get().digest(id)).getInt();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
