package dev.foldline.client;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Writes a command's CloudEvents headers. */
final class CommandHeaders {

    private static final String SOURCE = "/foldline/client";

    // Every command has the same objects, because a header is never changed.
    private static final Header SPEC_VERSION_HEADER = header(HeaderNames.SPEC_VERSION, HeaderNames.SPEC_VERSION_1_0);
    private static final Header SOURCE_HEADER = header(HeaderNames.SOURCE, SOURCE);
    private static final Header CONTENT_TYPE_HEADER = header(HeaderNames.CONTENT_TYPE, HeaderNames.AVRO);

    private CommandHeaders() {}

    static Headers of(CommandRequest request, Instant now) {
        Headers headers = new RecordHeaders()
                .add(SPEC_VERSION_HEADER)
                .add(header(HeaderNames.ID, request.commandId().toString()))
                .add(header(HeaderNames.TYPE, request.schema().getFullName()))
                .add(SOURCE_HEADER)
                .add(header(HeaderNames.SUBJECT, request.aggregateId()))
                .add(header(HeaderNames.TIME, now.toString()))
                .add(CONTENT_TYPE_HEADER);
        if (request.correlationId() != null) {
            headers.add(
                    header(HeaderNames.CORRELATION_ID, request.correlationId().toString()));
        }
        if (request.expectedVersion() != null) {
            headers.add(header(
                    HeaderNames.EXPECTED_VERSION, request.expectedVersion().toString()));
        }
        if (request.actor() != null) {
            headers.add(header(HeaderNames.ACTOR, request.actor()));
        }
        TraceParent.add(headers, request.traceParent());
        return headers;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
