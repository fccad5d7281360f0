package dev.foldline.command.batch;

import dev.foldline.command.decide.AggregateType;
import dev.foldline.command.store.StreamId;
import dev.foldline.contract.CommandMetadata;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of the commands topic, as far as it could be understood. */
sealed interface IncomingCommand {

    ConsumerRecord<byte[], byte[]> record();

    CommandMetadata metadata();

    /** A command that can be decided. */
    record Decodable(
            ConsumerRecord<byte[], byte[]> record,
            CommandMetadata metadata,
            StreamId stream,
            AggregateType<?, ?, ?> type,
            SpecificRecord command)
            implements IncomingCommand {}

    /**
     * A record that never will be one; it ends as a dead letter.
     *
     * @param aggregateId the key where it is usable, else empty
     * @param code        kebab-case code of what is wrong
     * @param message     the sentence
     * @param exception   class of the exception that said so, else empty
     */
    record Undecodable(
            ConsumerRecord<byte[], byte[]> record,
            CommandMetadata metadata,
            String aggregateId,
            String code,
            String message,
            String exception)
            implements IncomingCommand {}
}
