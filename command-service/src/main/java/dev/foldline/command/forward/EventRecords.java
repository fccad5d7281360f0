package dev.foldline.command.forward;

import static dev.foldline.contract.HeaderNames.ACTOR;
import static dev.foldline.contract.HeaderNames.AGGREGATE_VERSION;
import static dev.foldline.contract.HeaderNames.CAUSATION_ID;
import static dev.foldline.contract.HeaderNames.CONTENT_TYPE;
import static dev.foldline.contract.HeaderNames.CORRELATION_ID;
import static dev.foldline.contract.HeaderNames.EVENT_VERSION;
import static dev.foldline.contract.HeaderNames.ID;
import static dev.foldline.contract.HeaderNames.POSITION;
import static dev.foldline.contract.HeaderNames.PROCESS;
import static dev.foldline.contract.HeaderNames.SCHEMA_FINGERPRINT;
import static dev.foldline.contract.HeaderNames.SOURCE;
import static dev.foldline.contract.HeaderNames.SPEC_VERSION;
import static dev.foldline.contract.HeaderNames.SUBJECT;
import static dev.foldline.contract.HeaderNames.TIME;
import static dev.foldline.contract.HeaderNames.TRACE_PARENT;
import static dev.foldline.contract.HeaderNames.TYPE;

import dev.foldline.command.store.entry.StoredEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What an event of the table becomes on a topic. A pure function of the row, and of what its schema id was first used
 * with, so that forwarding it, forwarding it again and rebuilding the topic from the table give the same bytes.
 *
 * <p>Not thread-safe: it reuses its buffers.
 */
public final class EventRecords {

    private static final String SOURCE_PREFIX = "/foldline/";

    /** What schemas payloads were written with. */
    @FunctionalInterface
    public interface Fingerprints {

        /** For records of whose schemas nothing is known. */
        Fingerprints NONE = _ -> null;

        /** The fingerprint of a payload's schema, as digits; null where it is not known. */
        byte @Nullable [] of(byte[] payload);
    }

    private final String topic;
    private final Fingerprints fingerprints;
    private final HeaderBytes bytes = new HeaderBytes();

    /** As many entries as there are types of events and aggregates. */
    private final Map<String, byte[]> texts = new HashMap<>();

    private final Map<String, byte[]> sources = new HashMap<>();

    /**
     * @param topic where the records go
     */
    public EventRecords(String topic, Fingerprints fingerprints) {
        this.topic = topic;
        this.fingerprints = fingerprints;
    }

    /** The record of an event, for the partition that it has in the table. */
    public ProducerRecord<byte @Nullable [], byte @Nullable []> of(StoredEvent event) {
        byte[] key = HeaderBytes.utf8(event.aggregateId());
        UUID correlationId = event.correlationId();
        byte[] causationId = HeaderBytes.uuid(event.causationId());
        RecordHeaders headers = new RecordHeaders();
        headers.add(SPEC_VERSION, HeaderBytes.SPEC_VERSION_1_0);
        headers.add(ID, HeaderBytes.uuid(event.eventId()));
        headers.add(TYPE, texts.computeIfAbsent(event.eventType(), HeaderBytes::utf8));
        headers.add(
                SOURCE, sources.computeIfAbsent(event.aggregateType(), type -> HeaderBytes.utf8(SOURCE_PREFIX + type)));
        headers.add(SUBJECT, key);
        headers.add(TIME, bytes.time(event.occurredAt()));
        headers.add(CONTENT_TYPE, HeaderBytes.AVRO);
        headers.add(
                CORRELATION_ID,
                correlationId.equals(event.causationId()) ? causationId : HeaderBytes.uuid(correlationId));
        headers.add(CAUSATION_ID, causationId);
        headers.add(AGGREGATE_VERSION, HeaderBytes.decimal(event.aggregateVersion()));
        headers.add(POSITION, HeaderBytes.decimal(event.position()));
        headers.add(EVENT_VERSION, HeaderBytes.decimal(event.eventVersion()));
        byte[] fingerprint = fingerprints.of(event.payload());
        if (fingerprint != null) {
            headers.add(SCHEMA_FINGERPRINT, fingerprint);
        }
        addIfPresent(headers, ACTOR, event.metadata().actor());
        addIfPresent(headers, TRACE_PARENT, event.metadata().traceParent());
        addIfPresent(headers, PROCESS, event.metadata().process());
        return new ProducerRecord<>(
                topic, event.partition(), event.occurredAt().toEpochMilli(), key, event.payload(), headers);
    }

    private static void addIfPresent(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, HeaderBytes.utf8(value));
        }
    }
}
