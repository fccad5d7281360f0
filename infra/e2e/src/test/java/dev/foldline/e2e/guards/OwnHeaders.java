package dev.foldline.e2e.guards;

import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The headers by which the pipeline knows its own records. */
final class OwnHeaders {

    private OwnHeaders() {}

    static List<Header> ofEvent(long position) {
        return List.of(
                header(HeaderNames.SPEC_VERSION, HeaderNames.SPEC_VERSION_1_0),
                header(HeaderNames.CONTENT_TYPE, HeaderNames.AVRO),
                header(HeaderNames.SOURCE, "/foldline/account"),
                header(HeaderNames.AGGREGATE_VERSION, "1"),
                header(HeaderNames.POSITION, Long.toString(position)));
    }

    static List<Header> ofResult(long commandOffset) {
        return List.of(
                header(HeaderNames.SPEC_VERSION, HeaderNames.SPEC_VERSION_1_0),
                header(HeaderNames.CONTENT_TYPE, HeaderNames.AVRO),
                header(HeaderNames.TYPE, CommandResult.getClassSchema().getFullName()),
                header(HeaderNames.COMMAND_OFFSET, Long.toString(commandOffset)));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
