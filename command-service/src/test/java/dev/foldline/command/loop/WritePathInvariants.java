package dev.foldline.command.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecisionContext;
import dev.foldline.command.store.InMemoryTables;
import dev.foldline.command.store.StreamId;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.OutcomePart;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.entry.StoredSnapshot;
import dev.foldline.command.store.entry.StreamEvent;
import dev.foldline.command.stream.SnapshotCodec;
import dev.foldline.command.stream.SnapshotCodec.UnusableSnapshotException;
import dev.foldline.command.stream.StreamFold;
import dev.foldline.command.stream.StreamState;
import dev.foldline.contract.HeaderNames;
import dev.foldline.schema.CommandStatus;
import dev.foldline.serde.AvroDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The promises, as what must hold of tables and topics after every step. */
final class WritePathInvariants {

    private final SimulatedKafka kafka;
    private final InMemoryTables tables;
    private final int partitions;

    WritePathInvariants(SimulatedKafka kafka, InMemoryTables tables, int partitions) {
        this.kafka = kafka;
        this.tables = tables;
        this.partitions = partitions;
    }

    void check() {
        for (int partition = 0; partition < partitions; partition++) {
            check(partition);
        }
    }

    void check(int partition) {
        List<StoredEvent> events = tables.events(partition);
        checkPositionsAndVersions(events);
        checkEveryDecidedCommandOnce(partition, events);
        checkOneOutcomePerCommandId(partition, events);
        checkBulks(events);
        checkRefused(partition, events);
        checkEventsTopic(partition, events);
        checkResultsTopic(partition);
        checkDeadLetters(partition);
    }

    /** Positions run 1, 2, 3 … in a partition, and versions in each stream. */
    private static void checkPositionsAndVersions(List<StoredEvent> events) {
        Map<String, Long> versions = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            StoredEvent event = events.get(i);
            assertThat(event.position()).as("position").isEqualTo(i + 1);
            assertThat(event.aggregateVersion())
                    .as("version of %s", event.aggregateId())
                    .isEqualTo(versions.merge(event.aggregateId(), 1L, Long::sum));
        }
    }

    /**
     * Every command below the cursor has events or an outcome, never both and never neither, and none above it has any.
     */
    private void checkEveryDecidedCommandOnce(int partition, List<StoredEvent> events) {
        Set<Long> withEvents = new HashSet<>();
        events.forEach(event -> withEvents.add(event.commandOffset()));
        Set<Long> withOutcome = new HashSet<>();
        tables.outcomes(partition).forEach(outcome -> withOutcome.add(outcome.commandOffset()));
        long nextOffset = tables.cursors(partition).nextOffset();
        for (ConsumerRecord<byte[], byte[]> command : kafka.commands(partition)) {
            boolean decided = withEvents.contains(command.offset()) ^ withOutcome.contains(command.offset());
            assertThat(decided)
                    .as("command %d of partition %d is decided once", command.offset(), partition)
                    .isEqualTo(command.offset() < nextOffset);
        }
    }

    /** However often a command id comes, it is decided once; what comes later is marked as a repeat. */
    private void checkOneOutcomePerCommandId(int partition, List<StoredEvent> events) {
        Map<UUID, Long> decidedAt = new HashMap<>();
        for (StoredEvent event : events) {
            Long earlier = decidedAt.put(event.causationId(), event.commandOffset());
            assertThat(earlier == null ? event.commandOffset() : earlier)
                    .as("offset at which command %s left events", event.causationId())
                    .isEqualTo(event.commandOffset());
        }
        Map<UUID, Long> failedAt = new HashMap<>();
        for (CommandOutcome outcome : tables.outcomes(partition)) {
            UUID id = outcome.commandId();
            if (!outcome.duplicate()) {
                checkRetried(partition, outcome, failedAt.get(id));
                if (outcome.status() == CommandStatus.FAILED) {
                    failedAt.put(id, outcome.commandOffset());
                } else {
                    assertThat(decidedAt.put(id, outcome.commandOffset()))
                            .as("earlier decision of command %s", id)
                            .isNull();
                }
            }
        }
        for (CommandOutcome outcome : tables.outcomes(partition)) {
            if (outcome.duplicate()) {
                checkRepeat(partition, outcome);
            }
        }
        events.forEach(event -> checkFailedBefore(event, failedAt.get(event.causationId())));
    }

    /** What has failed is decided again only by way of its dead letter. */
    private void checkRetried(int partition, CommandOutcome outcome, @Nullable Long earlierFailure) {
        if (earlierFailure != null) {
            assertThat(retryOf(partition, outcome.commandOffset()))
                    .as("failure that the second decision of command %s goes back to", outcome.commandId())
                    .isEqualTo(earlierFailure);
        }
    }

    private void checkFailedBefore(StoredEvent event, @Nullable Long failure) {
        if (failure != null) {
            assertThat(retryOf(event.partition(), event.commandOffset()))
                    .as("failure that the events of command %s go back to", event.causationId())
                    .isEqualTo(failure);
        }
    }

    private @Nullable Long retryOf(int partition, long offset) {
        return kafka.commands(partition).stream()
                .filter(command -> command.offset() == offset)
                .map(command -> command.headers().lastHeader(HeaderNames.RETRY_OF))
                .filter(Objects::nonNull)
                .map(header -> Long.valueOf(new String(header.value(), StandardCharsets.UTF_8)))
                .findFirst()
                .orElse(null);
    }

    /** A repeat is the first outcome again, field by field. */
    private void checkRepeat(int partition, CommandOutcome repeat) {
        List<StoredEvent> events = tables.events(partition).stream()
                .filter(event -> event.commandOffset() == repeat.firstOffset())
                .toList();
        CommandOutcome first = events.isEmpty()
                ? tables.outcomes(partition).stream()
                        .filter(outcome -> outcome.commandOffset() == repeat.firstOffset())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("nothing was decided at " + repeat.firstOffset()))
                : CommandOutcome.ofEvents(events);
        assertThat(first.duplicate()).isFalse();
        assertThat(repeat)
                .isEqualTo(first.repeatedAt(repeat.commandOffset(), repeat.correlationId(), repeat.process()));
    }

    /** A command whose events the tables refuse leaves none and fails, and no other command fails for it. */
    private void checkRefused(int partition, List<StoredEvent> events) {
        Set<UUID> refused = tables.refused();
        assertThat(events).extracting(StoredEvent::causationId).noneMatch(refused::contains);
        Set<Long> letters = tables.deadLetters(partition).stream()
                .map(DeadLetter::commandOffset)
                .collect(Collectors.toSet());
        for (CommandOutcome outcome : tables.outcomes(partition)) {
            if (outcome.code().equals("not-storable")) {
                assertThat(refused).as("commands that are refused").contains(outcome.commandId());
                assertThat(outcome.status()).isEqualTo(CommandStatus.FAILED);
                assertThat(letters.contains(outcome.commandOffset()))
                        .as("dead letter of the command at %d", outcome.commandOffset())
                        .isEqualTo(!outcome.duplicate());
            }
        }
    }

    /** How many commands have failed as their events cannot be stored. */
    long refusals() {
        return IntStream.range(0, partitions)
                .mapToLong(partition -> tables.outcomes(partition).stream()
                        .filter(outcome -> outcome.code().equals("not-storable") && !outcome.duplicate())
                        .count())
                .sum();
    }

    /** A bulk holds whole: its events are of consecutive versions and carry its size, and the parts add up. */
    private static void checkBulks(List<StoredEvent> events) {
        Map<Long, List<StoredEvent>> byCommand = events.stream()
                .filter(event -> event.metadata().parts() > 0)
                .collect(Collectors.groupingBy(StoredEvent::commandOffset));
        byCommand.forEach((offset, left) -> {
            List<OutcomePart> parts = CommandOutcome.ofEvents(left).parts();
            assertThat(parts)
                    .as("parts of the bulk at %d", offset)
                    .hasSize(left.getFirst().metadata().parts());
            assertThat(parts.stream().mapToInt(OutcomePart::eventCount).sum()).isEqualTo(left.size());
            assertThat(parts.getLast().aggregateVersion())
                    .isEqualTo(left.getLast().aggregateVersion());
        });
    }

    /** What a snapshot says is what the stream's first events fold to. */
    void checkSnapshots(int partition, DecisionContext context) {
        SnapshotCodec codec = new SnapshotCodec(context.types());
        AvroDecoder decoder = new AvroDecoder(context.schemas(), context.types().events());
        Map<String, List<StoredEvent>> streams =
                tables.events(partition).stream().collect(Collectors.groupingBy(StoredEvent::aggregateId));
        streams.forEach((aggregateId, events) -> {
            for (StoredSnapshot snapshot : tables.snapshots(new StreamId(partition, aggregateId))) {
                StreamFold fold = new StreamFold(decoder, context.types());
                events.subList(0, (int) snapshot.aggregateVersion())
                        .forEach(event -> fold.event(StreamEvent.of(event)));
                StreamState folded = fold.state();
                assertThat(snapshot)
                        .usingRecursiveComparison()
                        .ignoringFields("recentCommands", "forgottenCreatedMs", "createdAt")
                        .isEqualTo(written(codec, new StreamId(partition, aggregateId), folded, snapshot.createdAt()));
            }
        });
    }

    private static StoredSnapshot written(SnapshotCodec codec, StreamId id, StreamState folded, Instant at) {
        try {
            return codec.write(id, folded, at);
        } catch (UnusableSnapshotException e) {
            throw new AssertionError("a snapshot of " + id + " was taken, and cannot be: " + e.getMessage(), e);
        }
    }

    /** The topic is the beginning of the table: same events, same order, each once. */
    private void checkEventsTopic(int partition, List<StoredEvent> events) {
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> topic = kafka.committed("events", partition);
        assertThat(topic.size()).as("events on the topic").isLessThanOrEqualTo(events.size());
        for (int i = 0; i < topic.size(); i++) {
            assertThat(header(topic.get(i), HeaderNames.ID))
                    .as("event %d of partition %d", i + 1, partition)
                    .isEqualTo(events.get(i).eventId().toString());
            assertThat(topic.get(i).value()).isEqualTo(events.get(i).payload());
        }
    }

    /** Without the repeats that a partition may have once it has lost results and offset; they have the same bytes. */
    private List<ProducerRecord<byte @Nullable [], byte @Nullable []>> results(int partition) {
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> all = kafka.committed("command-results", partition);
        if (!kafka.hasForgotten(partition)) {
            return all;
        }
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> firsts = new ArrayList<>();
        Map<Long, String> values = new HashMap<>();
        for (ProducerRecord<byte @Nullable [], byte @Nullable []> result : all) {
            String value = Arrays.toString(result.value());
            String first = values.putIfAbsent(SimulatedKafka.commandOffset(result), value);
            if (first == null) {
                firsts.add(result);
            } else {
                assertThat(value)
                        .as("repeated result of partition %d", partition)
                        .isEqualTo(first);
            }
        }
        return firsts;
    }

    /** The results answer the first commands of the partition, in order, each once. */
    private void checkResultsTopic(int partition) {
        List<ConsumerRecord<byte[], byte[]>> commands = kafka.commands(partition);
        List<ProducerRecord<byte @Nullable [], byte @Nullable []>> results = results(partition);
        assertThat(results.size()).as("results on the topic").isLessThanOrEqualTo(commands.size());
        for (int i = 0; i < results.size(); i++) {
            assertThat(SimulatedKafka.commandOffset(results.get(i)))
                    .as("command that result %d of partition %d answers", i + 1, partition)
                    .isEqualTo(commands.get(i).offset());
        }
    }

    private void checkDeadLetters(int partition) {
        assertThat(kafka.committed("commands.dlq", partition).size())
                .as("dead letters on the topic")
                .isLessThanOrEqualTo(tables.deadLetters(partition).size());
    }

    boolean allAnswered(int partition) {
        return results(partition).size() == kafka.commands(partition).size();
    }

    void checkAllAnswered(int partition) {
        assertThat(results(partition))
                .as("results of partition %d", partition)
                .hasSameSizeAs(kafka.commands(partition));
        assertThat(kafka.committed("events", partition))
                .as("events of partition %d", partition)
                .hasSameSizeAs(tables.events(partition));
        assertThat(kafka.committed("commands.dlq", partition))
                .as("dead letters of partition %d", partition)
                .hasSameSizeAs(tables.deadLetters(partition));
    }

    private static String header(ProducerRecord<byte @Nullable [], byte @Nullable []> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
