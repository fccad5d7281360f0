package dev.foldline.verify;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Shows a record's key in a message. */
final class Bytes {

    private static final int SHOWN_MAX = 80;

    private Bytes() {}

    static String show(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "null";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }
}
