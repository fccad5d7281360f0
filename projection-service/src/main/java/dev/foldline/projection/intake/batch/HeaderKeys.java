package dev.foldline.projection.intake.batch;

import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a record's headers, in their order. Records of one topic nearly always have the same, so they share one
 * object. Immutable.
 */
final class HeaderKeys {

    private final String[] keys;

    private HeaderKeys(String[] keys) {
        this.keys = keys;
    }

    /** The keys of these headers; those given where they are the same. */
    static HeaderKeys of(Header[] headers, @Nullable HeaderKeys before) {
        if (before != null && before.are(headers)) {
            return before;
        }
        String[] keys = new String[headers.length];
        for (int i = 0; i < keys.length; i++) {
            // So a comparison with a constant compares references.
            keys[i] = headers[i].key().intern();
        }
        return new HeaderKeys(keys);
    }

    private boolean are(Header[] headers) {
        if (headers.length != keys.length) {
            return false;
        }
        for (int i = 0; i < keys.length; i++) {
            if (!keys[i].equals(headers[i].key())) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return keys.length;
    }

    String key(int index) {
        return keys[index];
    }

    /** Where the last header of a key is, -1 if there is none. */
    int lastIndexOf(String key) {
        for (int i = keys.length - 1; i >= 0; i--) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
