package dev.foldline.runtime.kafka;

import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Tells the records that this pipeline writes to its topics from those of somebody else, who may write there too.
 *
 * <p>A record is taken for the pipeline's own if all headers are there that every record of its kind has had from the
 * first version on, each in its form.
 */
public final class OwnRecords {

    private static final String SOURCE_PREFIX = "/foldline/";
    private static final String RESULT_TYPE = CommandResult.getClassSchema().getFullName();

    private OwnRecords() {}

    /** Position of an event; empty where the record is not an event of this pipeline. */
    public static OptionalLong position(Headers headers) {
        String source = text(headers, HeaderNames.SOURCE);
        OptionalLong position = number(headers, HeaderNames.POSITION);
        boolean own = source != null
                && source.startsWith(SOURCE_PREFIX)
                && isAvro(headers)
                && number(headers, HeaderNames.AGGREGATE_VERSION).isPresent()
                && position.orElse(0) > 0;
        return own ? position : OptionalLong.empty();
    }

    /** Offset of the command that a result answers; empty where the record is not a result of this pipeline. */
    public static OptionalLong answeredOffset(Headers headers) {
        boolean own = isAvro(headers) && RESULT_TYPE.equals(text(headers, HeaderNames.TYPE));
        return own ? number(headers, HeaderNames.COMMAND_OFFSET) : OptionalLong.empty();
    }

    /** The whole number of zero or above that a header holds; empty where it holds none. */
    public static OptionalLong number(Headers headers, String name) {
        String text = text(headers, name);
        if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    private static boolean isAvro(Headers headers) {
        return HeaderNames.AVRO.equals(text(headers, HeaderNames.CONTENT_TYPE))
                && HeaderNames.SPEC_VERSION_1_0.equals(text(headers, HeaderNames.SPEC_VERSION));
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
