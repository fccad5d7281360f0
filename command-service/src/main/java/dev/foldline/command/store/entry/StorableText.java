package dev.foldline.command.store.entry;

import java.nio.charset.StandardCharsets;

/**
 * What text a store can hold: none with U+0000, which Postgres knows neither in {@code text} nor in {@code jsonb}, and
 * ids that fit into an index.
 *
 * <p>The records of this package clean their free text when they are made, so that what is forwarded and what is stored
 * are the same. An aggregate id is never changed: a command whose key is {@linkplain #isAggregateId no aggregate id}
 * must be refused before its stream is loaded.
 */
public final class StorableText {

    /** Longest aggregate id, in bytes of UTF-8. A B-tree page takes 2,704 bytes a row. */
    public static final int AGGREGATE_ID_BYTES_MAX = 1024;

    private static final int SHORTENED_CHARS = 256;
    private static final char UNSTORABLE = '\u0000';
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** Whether a record key can be the id of a stream. The empty text can. */
    public static boolean isAggregateId(String key) {
        return key.indexOf(UNSTORABLE) < 0
                // The length in chars spares nearly every key the encoding: no char takes more than three bytes.
                && (key.length() <= AGGREGATE_ID_BYTES_MAX / 3
                        || key.getBytes(StandardCharsets.UTF_8).length <= AGGREGATE_ID_BYTES_MAX);
    }

    /** The text, with every U+0000 replaced by U+FFFD. */
    static String clean(String text) {
        return text.indexOf(UNSTORABLE) < 0 ? text : text.replace(UNSTORABLE, REPLACEMENT);
    }

    /** The key itself where it is an aggregate id, else its cleaned beginning, for people to recognise it by. */
    static String shortened(String key) {
        if (isAggregateId(key)) {
            return key;
        }
        String clean = clean(key);
        if (clean.length() <= SHORTENED_CHARS) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(SHORTENED_CHARS - 1)) ? SHORTENED_CHARS - 1 : SHORTENED_CHARS;
        return clean.substring(0, end);
    }
}
