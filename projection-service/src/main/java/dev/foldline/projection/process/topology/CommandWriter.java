package dev.foldline.projection.process.topology;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.ProcessStep;
import dev.foldline.contract.TraceParent;
import dev.foldline.domain.process.Reaction;
import dev.foldline.serde.AvroEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Makes records of the commands topic. Not thread-safe: one per stream task. */
final class CommandWriter {

    private static final String SOURCE_PREFIX = "/foldline/process/";

    private final String manager;
    private final AvroEncoder encoder;

    CommandWriter(ProcessParts<?> parts) {
        this.manager = parts.manager().name();
        this.encoder = AvroEncoder.ofRecords(parts.schemas(), parts.topics().commands());
    }

    /**
     * The record of a command.
     *
     * @param correlationId that of the process
     * @param read          the input that the command follows from
     * @throws IllegalStateException if the command's schema is not registered
     */
    Record<String, byte[]> write(
            Reaction.Send send, String processId, UUID correlationId, InputReader.Read read, long nowMs) {
        ProcessStep step = new ProcessStep(manager, send.step(), processId);
        Headers headers = new RecordHeaders();
        add(headers, HeaderNames.SPEC_VERSION, HeaderNames.SPEC_VERSION_1_0);
        add(headers, HeaderNames.ID, step.commandId().toString());
        add(headers, HeaderNames.TYPE, send.command().getSchema().getFullName());
        add(headers, HeaderNames.SOURCE, SOURCE_PREFIX + manager);
        add(headers, HeaderNames.SUBJECT, send.aggregateId());
        add(headers, HeaderNames.TIME, Instant.ofEpochMilli(nowMs).toString());
        add(headers, HeaderNames.CONTENT_TYPE, HeaderNames.AVRO);
        add(headers, HeaderNames.CORRELATION_ID, correlationId.toString());
        add(headers, HeaderNames.CAUSATION_ID, read.causationId().toString());
        add(headers, HeaderNames.PROCESS, step.text());
        TraceParent.add(headers, read.traceParent());
        return new Record<>(send.aggregateId(), encoder.encode(send.command()), nowMs, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
