package dev.foldline.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Ids that are computed: UUIDv5 from a name, and what a UUIDv7 says about its time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562">RFC 9562, sections 5.5 and 5.7</a>
 */
public final class Ids {

    private static final UUID COMMAND_NAMESPACE = UUID.fromString("b0a8f0b4-6a5e-5d0c-9d2e-0f6d0c1a7e11");

    /** UUIDv5 of the name {@code command-id.foldline.dev} in the namespace of DNS names; part of the contract. */
    private static final UUID TEXT_NAMESPACE = UUID.fromString("68c67da1-70ed-511b-a25c-bd8cbb953561");

    private Ids() {}

    /**
     * Id of a command whose sender has an id that is not a UUID, such as a ULID or a counter: the same for the same
     * text, so the sender can compute it, and a repeat is found.
     *
     * @param text the id as it was sent, a UUIDv5 in the namespace {@code 68c67da1-70ed-511b-a25c-bd8cbb953561} of its
     *             bytes in UTF-8
     */
    public static UUID ofCommandText(String text) {
        return nameBased(TEXT_NAMESPACE, text);
    }

    /** Id of a command that came without one: the same for the same place, however often it is read. */
    public static UUID ofCommandAt(String topic, int partition, long offset) {
        return nameBased(COMMAND_NAMESPACE, topic + '/' + partition + '/' + offset);
    }

    /** A UUIDv5: the SHA-1 of a namespace and a name, so the same for the same two. */
    public static UUID nameBased(UUID namespace, String name) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long most = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long least = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    /** Milliseconds since the epoch at which a UUIDv7 was made; empty for every other version. */
    public static OptionalLong createdAtMs(UUID id) {
        return id.version() == 7 ? OptionalLong.of(id.getMostSignificantBits() >>> 16) : OptionalLong.empty();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
