package dev.foldline.command.forward;

import static dev.foldline.contract.HeaderNames.ACTOR;
import static dev.foldline.contract.HeaderNames.AGGREGATE_VERSION;
import static dev.foldline.contract.HeaderNames.AVRO;
import static dev.foldline.contract.HeaderNames.CAUSATION_ID;
import static dev.foldline.contract.HeaderNames.COMMAND_OFFSET;
import static dev.foldline.contract.HeaderNames.CONTENT_TYPE;
import static dev.foldline.contract.HeaderNames.CORRELATION_ID;
import static dev.foldline.contract.HeaderNames.EVENT_VERSION;
import static dev.foldline.contract.HeaderNames.ID;
import static dev.foldline.contract.HeaderNames.POSITION;
import static dev.foldline.contract.HeaderNames.PROCESS;
import static dev.foldline.contract.HeaderNames.SOURCE;
import static dev.foldline.contract.HeaderNames.SPEC_VERSION;
import static dev.foldline.contract.HeaderNames.SPEC_VERSION_1_0;
import static dev.foldline.contract.HeaderNames.SUBJECT;
import static dev.foldline.contract.HeaderNames.TIME;
import static dev.foldline.contract.HeaderNames.TRACE_PARENT;
import static dev.foldline.contract.HeaderNames.TYPE;

import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What each row becomes on the topics. A pure function of the row, so that forwarding a batch anew, and building the
 * events topic again from the table, give the same bytes.
 *
 * <p>Not thread-safe: it reuses its encoder and its buffers.
 */
public final class ForwardRecords {

    private static final String SOURCE_PREFIX = "/foldline/";
    private static final byte[] SPEC_VERSION_BYTES = utf8(SPEC_VERSION_1_0);
    private static final byte[] AVRO_BYTES = utf8(AVRO);
    private static final byte[] RESULT_TYPE_BYTES =
            utf8(CommandResult.getClassSchema().getFullName());
    private static final byte[] RESULT_SOURCE_BYTES = utf8("/foldline/command-service");

    private final Topics topics;
    private final AvroEncoder resultEncoder;

    /** As many entries as there are types of events and aggregates. */
    private final Map<String, byte[]> texts = new HashMap<>();

    private final Map<String, byte[]> sources = new HashMap<>();
    private @Nullable Instant lastInstant;
    private byte[] lastTime = {};

    /**
     * @param resultEncoder encodes {@link CommandResult}
     */
    public ForwardRecords(Topics topics, AvroEncoder resultEncoder) {
        this.topics = topics;
        this.resultEncoder = resultEncoder;
    }

    /** Gives every record of a batch, each topic's in the order of its commands. */
    public void of(PartitionBatch batch, Consumer<ProducerRecord<byte @Nullable [], byte @Nullable []>> sink) {
        batch.events().forEach(event -> sink.accept(event(event)));
        outcomes(batch).forEach(outcome -> sink.accept(result(outcome)));
        batch.deadLetters().forEach(letter -> sink.accept(deadLetter(letter)));
    }

    /** Outcomes of all commands of a batch, those that left events included, in order of offset. */
    static List<CommandOutcome> outcomes(PartitionBatch batch) {
        List<StoredEvent> events = batch.events();
        List<CommandOutcome> others = batch.outcomes();
        List<CommandOutcome> all = new ArrayList<>(events.size() + others.size());
        int other = 0;
        for (int from = 0; from < events.size(); ) {
            long offset = events.get(from).commandOffset();
            int to = from + 1;
            while (to < events.size() && events.get(to).commandOffset() == offset) {
                to++;
            }
            while (other < others.size() && others.get(other).commandOffset() < offset) {
                all.add(others.get(other++));
            }
            all.add(CommandOutcome.ofEvents(events.subList(from, to)));
            from = to;
        }
        all.addAll(others.subList(other, others.size()));
        return all;
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> event(StoredEvent event) {
        byte[] key = utf8(event.aggregateId());
        byte[] causationId = uuid(event.causationId());
        RecordHeaders headers = new RecordHeaders();
        headers.add(SPEC_VERSION, SPEC_VERSION_BYTES);
        headers.add(ID, uuid(event.eventId()));
        headers.add(TYPE, texts.computeIfAbsent(event.eventType(), ForwardRecords::utf8));
        headers.add(SOURCE, sources.computeIfAbsent(event.aggregateType(), type -> utf8(SOURCE_PREFIX + type)));
        headers.add(SUBJECT, key);
        headers.add(TIME, time(event.occurredAt()));
        headers.add(CONTENT_TYPE, AVRO_BYTES);
        headers.add(
                CORRELATION_ID,
                event.correlationId().equals(event.causationId()) ? causationId : uuid(event.correlationId()));
        headers.add(CAUSATION_ID, causationId);
        headers.add(AGGREGATE_VERSION, decimal(event.aggregateVersion()));
        headers.add(POSITION, decimal(event.position()));
        headers.add(EVENT_VERSION, decimal(event.eventVersion()));
        addIfPresent(headers, ACTOR, event.metadata().actor());
        addIfPresent(headers, TRACE_PARENT, event.metadata().traceParent());
        addIfPresent(headers, PROCESS, event.metadata().process());
        return new ProducerRecord<>(
                topics.events(), event.partition(), event.occurredAt().toEpochMilli(), key, event.payload(), headers);
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> result(CommandOutcome outcome) {
        byte @Nullable [] key = outcome.aggregateId().isEmpty() ? null : utf8(outcome.aggregateId());
        byte[] commandId = uuid(outcome.commandId());
        RecordHeaders headers = new RecordHeaders();
        headers.add(SPEC_VERSION, SPEC_VERSION_BYTES);
        headers.add(ID, commandId);
        headers.add(TYPE, RESULT_TYPE_BYTES);
        headers.add(SOURCE, RESULT_SOURCE_BYTES);
        if (key != null) {
            headers.add(SUBJECT, key);
        }
        headers.add(TIME, time(outcome.decidedAt()));
        headers.add(CONTENT_TYPE, AVRO_BYTES);
        headers.add(
                CORRELATION_ID,
                outcome.correlationId().equals(outcome.commandId()) ? commandId : uuid(outcome.correlationId()));
        headers.add(CAUSATION_ID, commandId);
        headers.add(COMMAND_OFFSET, decimal(outcome.commandOffset()));
        addIfPresent(headers, PROCESS, outcome.process());
        return new ProducerRecord<>(
                topics.commandResults(),
                outcome.partition(),
                outcome.decidedAt().toEpochMilli(),
                key,
                resultEncoder.encode(value(outcome)),
                headers);
    }

    private static CommandResult value(CommandOutcome outcome) {
        return new CommandResult(
                outcome.commandId().toString(),
                outcome.aggregateId(),
                outcome.aggregateType(),
                outcome.status(),
                outcome.aggregateVersion(),
                outcome.partition(),
                outcome.firstOffset(),
                outcome.lastPosition(),
                outcome.eventCount(),
                outcome.code(),
                outcome.message(),
                outcome.expectedVersion(),
                outcome.actualVersion(),
                outcome.duplicate(),
                outcome.decidedAt(),
                outcome.parts().stream().map(ForwardRecords::part).toList());
    }

    private static CommandPart part(OutcomePart part) {
        return new CommandPart(part.status(), part.aggregateVersion(), part.eventCount(), part.code(), part.message());
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> deadLetter(DeadLetter letter) {
        RecordHeaders headers = new RecordHeaders();
        letter.headers().forEach(header -> headers.add(header.name(), header.value()));
        headers.add(DeadLetterHeaders.TOPIC, utf8(topics.commands()));
        headers.add(DeadLetterHeaders.PARTITION, decimal(letter.partition()));
        headers.add(DeadLetterHeaders.OFFSET, decimal(letter.commandOffset()));
        headers.add(DeadLetterHeaders.EXCEPTION, utf8(letter.exception()));
        headers.add(DeadLetterHeaders.MESSAGE, utf8(letter.code() + ": " + letter.message()));
        return new ProducerRecord<>(
                topics.commandsDlq(),
                letter.partition(),
                letter.occurredAt().toEpochMilli(),
                letter.key(),
                letter.value(),
                headers);
    }

    private static void addIfPresent(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, utf8(value));
        }
    }

    /** All decisions of a batch are of one instant, so its text is made once. */
    private byte[] time(Instant instant) {
        if (!instant.equals(lastInstant)) {
            lastInstant = instant;
            lastTime = utf8(instant.toString());
        }
        return lastTime;
    }

    private static byte[] uuid(UUID id) {
        return id.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] decimal(long number) {
        return utf8(Long.toString(number));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
