package dev.foldline.projection.readmodel.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * Text that Postgres can store: it allows U+0000 neither in {@code text} nor in {@code jsonb}, and gets U+FFFD instead.
 */
public final class SqlText {

    private static final String ESCAPED_NUL = "\\u0000";

    /** The escape behind an even number of backslashes; behind an odd one the text itself says "u0000". */
    private static final Pattern NUL_IN_JSON = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private SqlText() {}

    public static String of(String text) {
        return text.indexOf('\u0000') < 0 ? text : text.replace('\u0000', '\uFFFD');
    }

    public static String of(JsonNode json) {
        String text = json.toString();
        return text.contains(ESCAPED_NUL) ? NUL_IN_JSON.matcher(text).replaceAll("$1\uFFFD") : text;
    }
}
