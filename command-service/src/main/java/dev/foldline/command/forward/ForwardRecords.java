package dev.foldline.command.forward;

import static dev.foldline.contract.HeaderNames.CAUSATION_ID;
import static dev.foldline.contract.HeaderNames.COMMAND_OFFSET;
import static dev.foldline.contract.HeaderNames.CONTENT_TYPE;
import static dev.foldline.contract.HeaderNames.CORRELATION_ID;
import static dev.foldline.contract.HeaderNames.ID;
import static dev.foldline.contract.HeaderNames.PROCESS;
import static dev.foldline.contract.HeaderNames.SOURCE;
import static dev.foldline.contract.HeaderNames.SPEC_VERSION;
import static dev.foldline.contract.HeaderNames.SUBJECT;
import static dev.foldline.contract.HeaderNames.TIME;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What each row becomes on the topics. A pure function of the row, so that forwarding a batch again, and building the
 * events topic again from the table, give the same bytes.
 *
 * <p>Not thread-safe: it reuses its encoder and its buffers.
 */
public final class ForwardRecords {

    private static final byte[] RESULT_TYPE_BYTES =
            HeaderBytes.utf8(CommandResult.getClassSchema().getFullName());
    private static final byte[] RESULT_SOURCE_BYTES = HeaderBytes.utf8("/foldline/command-service");

    private final Topics topics;
    private final AvroEncoder resultEncoder;
    private final EventRecords events;
    private final HeaderBytes bytes = new HeaderBytes();
    private final IntSupplier deadLetterBytesMax;

    /** Records for topics that take dead letters of any size, of events of whose schemas nothing is known. */
    public ForwardRecords(Topics topics, AvroEncoder resultEncoder) {
        this(topics, resultEncoder, () -> Integer.MAX_VALUE, EventRecords.Fingerprints.NONE);
    }

    /**
     * @param resultEncoder      encodes {@link CommandResult}
     * @param deadLetterBytesMax largest record that the topic of dead letters takes now
     * @param fingerprints       of the events' schemas
     */
    public ForwardRecords(
            Topics topics,
            AvroEncoder resultEncoder,
            IntSupplier deadLetterBytesMax,
            EventRecords.Fingerprints fingerprints) {
        this.deadLetterBytesMax = deadLetterBytesMax;
        this.topics = topics;
        this.resultEncoder = resultEncoder;
        this.events = new EventRecords(topics.events(), fingerprints);
    }

    /** Gives every record of a batch, each topic's in the order of its commands. */
    public void of(PartitionBatch batch, Consumer<ProducerRecord<byte @Nullable [], byte @Nullable []>> sink) {
        batch.events().forEach(event -> sink.accept(events.of(event)));
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

    private ProducerRecord<byte @Nullable [], byte @Nullable []> result(CommandOutcome outcome) {
        byte @Nullable [] key = outcome.aggregateId().isEmpty() ? null : HeaderBytes.utf8(outcome.aggregateId());
        byte[] commandId = HeaderBytes.uuid(outcome.commandId());
        RecordHeaders headers = new RecordHeaders();
        headers.add(SPEC_VERSION, HeaderBytes.SPEC_VERSION_1_0);
        headers.add(ID, commandId);
        headers.add(TYPE, RESULT_TYPE_BYTES);
        headers.add(SOURCE, RESULT_SOURCE_BYTES);
        if (key != null) {
            headers.add(SUBJECT, key);
        }
        headers.add(TIME, bytes.time(outcome.decidedAt()));
        headers.add(CONTENT_TYPE, HeaderBytes.AVRO);
        headers.add(
                CORRELATION_ID,
                outcome.correlationId().equals(outcome.commandId())
                        ? commandId
                        : HeaderBytes.uuid(outcome.correlationId()));
        headers.add(CAUSATION_ID, commandId);
        headers.add(COMMAND_OFFSET, HeaderBytes.decimal(outcome.commandOffset()));
        if (outcome.process() != null) {
            headers.add(PROCESS, HeaderBytes.utf8(outcome.process()));
        }
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
        ProducerRecord<byte @Nullable [], byte @Nullable []> whole =
                deadLetter(letter, letter.key(), letter.value(), letter.headers(), "");
        int bytesMax = deadLetterBytesMax.getAsInt();
        return RecordSize.of(whole) <= bytesMax ? whole : cutDeadLetter(letter, bytesMax);
    }

    /** As much as the topic takes: the beginning of the value; where even that is too much, no headers and no key. */
    private ProducerRecord<byte @Nullable [], byte @Nullable []> cutDeadLetter(DeadLetter letter, int bytesMax) {
        int length = letter.value() == null ? 0 : letter.value().length;
        String where = "; the row of dead_letters has all of it";
        String cutValue = " (cut: too large for this topic, the value has " + length + " bytes" + where + ")";
        ProducerRecord<byte @Nullable [], byte @Nullable []> empty =
                deadLetter(letter, letter.key(), null, letter.headers(), cutValue);
        long left = bytesMax - RecordSize.of(empty);
        // Compression can add a few bytes to each block.
        long fits = left - left / 8192 - 8;
        if (fits > 0 && letter.value() != null) {
            byte[] beginning = Arrays.copyOf(letter.value(), (int) Math.min(length, fits));
            return deadLetter(letter, letter.key(), beginning, letter.headers(), cutValue);
        }
        String cutAll = " (cut: too large for this topic, without key, value and headers" + where + ")";
        return deadLetter(letter, null, null, List.of(), cutAll);
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> deadLetter(
            DeadLetter letter,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<DeadLetter.RecordHeader> itsHeaders,
            String cut) {
        RecordHeaders headers = new RecordHeaders();
        itsHeaders.forEach(header -> headers.add(header.name(), header.value()));
        headers.add(DeadLetterHeaders.TOPIC, HeaderBytes.utf8(topics.commands()));
        headers.add(DeadLetterHeaders.PARTITION, HeaderBytes.decimal(letter.partition()));
        headers.add(DeadLetterHeaders.OFFSET, HeaderBytes.decimal(letter.commandOffset()));
        headers.add(DeadLetterHeaders.EXCEPTION, HeaderBytes.utf8(letter.exception()));
        headers.add(DeadLetterHeaders.MESSAGE, HeaderBytes.utf8(letter.code() + ": " + letter.message() + cut));
        return new ProducerRecord<>(
                topics.commandsDlq(), letter.partition(), letter.occurredAt().toEpochMilli(), key, value, headers);
    }
}
