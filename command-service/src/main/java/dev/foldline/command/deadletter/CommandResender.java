package dev.foldline.command.deadletter;

import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Sends the commands of dead letters again: key, value and headers as they came, to the partition of their key, under
 * the command id under which they were refused. Without a key that has a partition, it is the one from which they came.
 * Thread-safe.
 */
public final class CommandResender implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String commandsTopic;
    private final ToIntFunction<byte[]> partitionOf;
    private final Producer<byte @Nullable [], byte @Nullable []> producer;

    /**
     * @param partitionOf the partition of a key that is not empty
     * @param producer idempotent and not transactional, waits for all replicas, and gives up within a bounded time;
     *                 closed with this
     */
    public CommandResender(
            String commandsTopic,
            ToIntFunction<byte[]> partitionOf,
            Producer<byte @Nullable [], byte @Nullable []> producer) {
        this.commandsTopic = commandsTopic;
        this.partitionOf = partitionOf;
        this.producer = producer;
    }

    /**
     * Sends a command and waits until Kafka has it.
     *
     * @return where it is now, as topic-partition@offset
     * @throws NotSentException if Kafka did not acknowledge it in time; it may have it
     */
    String send(DeadLetterDetails details) {
        DeadLetterId id = idOf(details.letter());
        try {
            RecordMetadata sent = producer.send(record(details)).get();
            return sent.topic() + "-" + sent.partition() + "@" + sent.offset();
        } catch (ExecutionException e) {
            throw new NotSentException(id, e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw new NotSentException(id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotSentException(id, e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    /** The id under which a command was refused. */
    UUID commandId(DeadLetterDetails details) {
        UUID known = details.commandId();
        DeadLetter letter = details.letter();
        return known == null ? Ids.ofCommandAt(commandsTopic, letter.partition(), letter.commandOffset()) : known;
    }

    private ProducerRecord<byte @Nullable [], byte @Nullable []> record(DeadLetterDetails details) {
        DeadLetter letter = details.letter();
        RecordHeaders headers = new RecordHeaders();
        letter.headers().forEach(header -> headers.add(header.name(), header.value()));
        // Replaced, not added: the id that came may be what was wrong, and a letter may be that of a retry.
        headers.remove(HeaderNames.ID).remove(HeaderNames.RETRY_OF);
        headers.add(HeaderNames.ID, utf8(commandId(details).toString()));
        byte[] key = letter.key();
        int partition = key == null || key.length == 0 ? letter.partition() : partitionOf.applyAsInt(key);
        if (partition == letter.partition()) {
            // In another partition the command has not failed yet, and the offset is another command's.
            headers.add(HeaderNames.RETRY_OF, utf8(Long.toString(letter.commandOffset())));
        }
        return new ProducerRecord<>(commandsTopic, partition, key, letter.value(), headers);
    }

    private static DeadLetterId idOf(DeadLetter letter) {
        return new DeadLetterId(letter.partition(), letter.commandOffset());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
