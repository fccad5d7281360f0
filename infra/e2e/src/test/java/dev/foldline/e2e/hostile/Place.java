package dev.foldline.e2e.hostile;

import dev.foldline.contract.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A partition of the commands topic, and keys that belong to it.
 *
 * @param partition  that the record goes to
 * @param partitions how many there are
 * @param account    an account of the partition that is open
 * @param newKey     a key of the partition that no command has had
 */
record Place(int partition, int partitions, String account, String newKey) {

    ProducerRecord<byte @Nullable [], byte @Nullable []> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), partition, key, value);
    }

    /** A record for the open account. */
    ProducerRecord<byte @Nullable [], byte @Nullable []> forAccount(byte @Nullable [] value) {
        return record(bytes(account), value);
    }

    /** A record for a stream that does not exist yet. */
    ProducerRecord<byte @Nullable [], byte @Nullable []> forNewKey(byte @Nullable [] value) {
        return record(bytes(newKey), value);
    }

    /** A record of the open account in a partition that it does not belong to. */
    ProducerRecord<byte @Nullable [], byte @Nullable []> forAccountElsewhere(int steps, byte[] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), (partition + steps) % partitions, bytes(account), value);
    }

    /** A record of a new stream in a partition that it does not belong to. */
    ProducerRecord<byte @Nullable [], byte @Nullable []> forNewKeyElsewhere(int steps, byte[] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), (partition + steps) % partitions, bytes(newKey), value);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
