package dev.foldline.serde;

/**
 * Confluent's wire format: a zero byte, the schema id as a big-endian int, the record in Avro binary.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/">Confluent's
 *     documentation, "Wire format"</a>
 */
final class WireFormat {

    static final byte MAGIC = 0;
    static final int PREFIX_BYTES = 5;

    private WireFormat() {}

    static int schemaId(byte[] bytes) throws UndecodableException {
        if (bytes.length < PREFIX_BYTES) {
            throw undecodable("the value has " + bytes.length + " bytes, fewer than the prefix of " + PREFIX_BYTES);
        }
        if (bytes[0] != MAGIC) {
            throw undecodable("the value begins with byte " + bytes[0] + ", not with Confluent's magic byte 0");
        }
        return ((bytes[1] & 0xff) << 24) | ((bytes[2] & 0xff) << 16) | ((bytes[3] & 0xff) << 8) | (bytes[4] & 0xff);
    }

    static void putPrefix(byte[] bytes, int schemaId) {
        bytes[0] = MAGIC;
        bytes[1] = (byte) (schemaId >>> 24);
        bytes[2] = (byte) (schemaId >>> 16);
        bytes[3] = (byte) (schemaId >>> 8);
        bytes[4] = (byte) schemaId;
    }

    private static UndecodableException undecodable(String message) {
        return new UndecodableException(UndecodableException.Reason.UNDECODABLE, message, null);
    }
}
