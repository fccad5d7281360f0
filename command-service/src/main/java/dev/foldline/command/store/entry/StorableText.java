package dev.foldline.command.store.entry;

import java.nio.charset.StandardCharsets;

/**
 * What text a store can hold: none with U+0000, which Postgres knows neither in {@code text} nor in {@code jsonb}, none
 * with half of a surrogate pair, which UTF-8 cannot express, and ids that fit into an index.
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

    /** The text, with every U+0000 and every half of a surrogate pair replaced by U+FFFD. */
    static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == UNSTORABLE || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == UNSTORABLE || isHalfOfPair(c) ? REPLACEMENT : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Whether text has half of a surrogate pair, as it may after it was cut. */
    static boolean hasHalfOfPair(String text) {
        return text.codePoints().anyMatch(StorableText::isHalfOfPair);
    }

    private static boolean isHalfOfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** At most so many characters of a text, cut between characters, with an ellipsis where something is missing. */
    public static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
        return text.substring(0, end) + "…";
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
