package dev.foldline.command.batch;

import dev.foldline.command.store.StreamId;
import dev.foldline.command.stream.WorkMark;
import dev.foldline.contract.CommandMetadata;
import dev.foldline.domain.AggregateType;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record of the commands topic, as far as it could be understood. */
sealed interface IncomingCommand extends WorkMark.Work {

    ConsumerRecord<byte[], byte[]> record();

    CommandMetadata metadata();

    @Override
    default String inWords() {
        String key = this instanceof Decodable decodable
                ? " of stream " + decodable.stream().aggregateId()
                : "";
        return "command " + metadata().commandId() + key + " (" + record().topic() + "-" + record().partition()
                + ", offset " + record().offset() + ")";
    }

    /**
     * The stream that remembers the command's id; null where the key names none, or the id is only the record's place.
     */
    @Nullable
    StreamId rememberedBy();

    /**
     * A command that can be decided, or a bulk of them.
     *
     * @param stream   the stream that the key names
     * @param type     the type that all of {@code commands} belong to
     * @param commands at least one; exactly one where it is not a bulk
     * @param bulk     whether the record was a bulk, also one of a single command
     */
    record Decodable(
            ConsumerRecord<byte[], byte[]> record,
            CommandMetadata metadata,
            StreamId stream,
            AggregateType<?, ?, ?> type,
            List<SpecificRecord> commands,
            boolean bulk)
            implements IncomingCommand {

        @Override
        public @Nullable StreamId rememberedBy() {
            return metadata.explicitId() ? stream : null;
        }
    }

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
            implements IncomingCommand {

        @Override
        public @Nullable StreamId rememberedBy() {
            return metadata.explicitId() && !aggregateId.isEmpty()
                    ? new StreamId(record.partition(), aggregateId)
                    : null;
        }
    }
}
