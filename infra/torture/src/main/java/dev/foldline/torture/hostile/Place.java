package dev.foldline.torture.hostile;

import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
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
public record Place(int partition, int partitions, String account, String newKey) {

    /**
     * The first of these keys that belongs to a partition as Kafka's default partitioner sees it: the prefix with a
     * number behind it.
     */
    public static String keyIn(int partition, String prefix, int partitions) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> prefix + number)
                .filter(key -> KeyPartitioner.MURMUR2.partitionOf(key, partitions) == partition)
                .findFirst()
                .orElseThrow();
    }

    ProducerRecord<byte @Nullable [], byte @Nullable []> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.DEFAULT.commands(), partition, key, value);
    }

    /** A record for the open account. */
    public ProducerRecord<byte @Nullable [], byte @Nullable []> forAccount(byte @Nullable [] value) {
        return record(bytes(account), value);
    }

    /** A record for a stream that does not exist yet. */
    public ProducerRecord<byte @Nullable [], byte @Nullable []> forNewKey(byte @Nullable [] value) {
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

    /** A text as Kafka holds it. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
