package dev.foldline.torture.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills {@code __consumer_offsets} as hours of work do, in a minute: with offsets that groups which nobody is in commit
 * again and again, most in transactions, as the services do.
 */
public final class OffsetRecords {

    /** For each partition of the topic, so that all of them take as long to read. */
    private static final int TRANSACTIONAL_GROUPS = 3;

    private final String bootstrapServers;
    private final String topic;
    private final long records;
    private final AtomicLong written = new AtomicLong();
    private int offsetsPerCommit;

    private OffsetRecords(String bootstrapServers, String topic, long records) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.records = records;
    }

    /**
     * Writes them, and returns when the broker has them.
     *
     * @param topic   any that is there: each commit has an offset in each of its partitions
     * @param records how many there are to be, in all partitions of {@code __consumer_offsets} together; markers of
     *                transactions are among them
     * @return how many were written, a few more
     * @throws ExecutionException if the broker refused
     */
    public static long write(String bootstrapServers, String topic, long records)
            throws InterruptedException, ExecutionException {
        OffsetRecords all = new OffsetRecords(bootstrapServers, topic, records);
        all.write();
        return all.written.get();
    }

    private void write() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            offsetsPerCommit = partitions(admin, topic);
            int coordinators = partitions(admin, Topic.GROUP_METADATA_TOPIC_NAME);
            List<Future<?>> writing = new ArrayList<>();
            for (int partition = 0; partition < coordinators; partition++) {
                String plain = groupIn(partition, coordinators);
                writing.add(threads.submit(() -> commitPlainly(admin, plain)));
                for (int i = 0; i < TRANSACTIONAL_GROUPS; i++) {
                    String group = groupIn(partition, coordinators);
                    writing.add(threads.submit(() -> commitInTransactions(group)));
                }
            }
            for (Future<?> writer : writing) {
                writer.get();
            }
        }
    }

    private Void commitPlainly(Admin admin, String group) throws ExecutionException, InterruptedException {
        for (long offset = 0; written.get() < records; offset++) {
            admin.alterConsumerGroupOffsets(group, offsets(offset)).all().get();
            written.addAndGet(offsetsPerCommit);
        }
        return null;
    }

    private void commitInTransactions(String group) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, group,
                ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            ConsumerGroupMetadata nobody = withoutMember(group);
            producer.initTransactions();
            for (long offset = 0; written.get() < records; offset++) {
                producer.beginTransaction();
                producer.sendOffsetsToTransaction(offsets(offset), nobody);
                producer.commitTransaction();
                written.addAndGet(offsetsPerCommit + 1);
            }
        }
    }

    private ConsumerGroupMetadata withoutMember(String group) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ConsumerConfig.GROUP_ID_CONFIG, group);
        try (KafkaConsumer<byte[], byte[]> neverJoins =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return neverJoins.groupMetadata();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int i = 0; i < offsetsPerCommit; i++) {
            offsets.put(new TopicPartition(topic, i), new OffsetAndMetadata(offset));
        }
        return offsets;
    }

    private static int partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        KafkaFuture<TopicDescription> description = Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        return description.get().partitions().size();
    }

    /** A group of a new name whose offsets the broker keeps in this partition of the topic. */
    private static String groupIn(int partition, int partitions) {
        while (true) {
            String group = "torture-filler-" + UUID.randomUUID();
            if ((group.hashCode() & Integer.MAX_VALUE) % partitions == partition) {
                return group;
            }
        }
    }
}
