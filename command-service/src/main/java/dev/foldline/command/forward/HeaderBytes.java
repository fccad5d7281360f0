package dev.foldline.command.forward;

import dev.foldline.contract.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values of headers as bytes. Not thread-safe: it remembers the last instant. */
final class HeaderBytes {

    static final byte[] SPEC_VERSION_1_0 = utf8(HeaderNames.SPEC_VERSION_1_0);
    static final byte[] AVRO = utf8(HeaderNames.AVRO);

    private @Nullable Instant lastInstant;
    private byte[] lastTime = {};

    /** All decisions of a batch are of one instant, so its text is made once. */
    byte[] time(Instant instant) {
        if (!instant.equals(lastInstant)) {
            lastInstant = instant;
            lastTime = utf8(instant.toString());
        }
        return lastTime;
    }

    static byte[] uuid(UUID id) {
        return id.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] decimal(long number) {
        return utf8(Long.toString(number));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
