package dev.foldline.contract;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code traceparent}: which trace a record belongs to, and which span led to it. It is copied unchanged;
 * {@code tracestate} is not copied.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context, section 3.2</a>
 */
public final class TraceParent {

    /** Version, trace id, parent id and flags; version ff, and ids of zeros alone, are forbidden. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /**
     * The value in a record's header. A value of another form is treated as missing: the pipeline does not use the
     * trace itself, so a wrong one must not stop a command.
     */
    public static @Nullable String read(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.TRACE_PARENT);
        if (header == null || header.value() == null) {
            return null;
        }
        String value = new String(header.value(), StandardCharsets.ISO_8859_1);
        return FORM.matcher(value).matches() ? value : null;
    }

    /** Adds the header, if there is a value for it. */
    public static void add(Headers headers, @Nullable String value) {
        if (value != null) {
            headers.add(HeaderNames.TRACE_PARENT, value.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
