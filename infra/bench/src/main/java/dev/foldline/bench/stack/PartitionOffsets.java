package dev.foldline.bench.stack;

import static java.util.Objects.requireNonNull;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the topic of commands is filled, and how far it is done. Thread-safe. */
public final class PartitionOffsets implements AutoCloseable {

    private static final String GROUP = "foldline-command-service";
    private static final short REPLICATION_FACTOR = 1;

    private final Admin admin;
    private final Map<TopicPartition, OffsetSpec> ends;

    /**
     * @param partitions of every topic
     */
    public PartitionOffsets(String bootstrapServers, int partitions) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.ends = new TreeMap<>((a, b) -> Integer.compare(a.partition(), b.partition()));
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(Topics.DEFAULT.commands(), partition), OffsetSpec.latest());
        }
    }

    /** By partition, where the topic of commands ends. */
    public List<Long> filled() {
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get(admin.listOffsets(ends).all());
        return ends.keySet().stream()
                .map(partition -> requireNonNull(found.get(partition)).offset())
                .toList();
    }

    /**
     * Commands whose results and events are on the topics: the group's offsets are committed in the transaction that
     * brings them there.
     */
    public long done() {
        return get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(committed -> committed == null ? 0 : committed.offset())
                .sum();
    }

    /** Makes a topic of as many partitions. */
    public void createTopic(String name) {
        get(admin.createTopics(List.of(new NewTopic(name, ends.size(), REPLICATION_FACTOR)))
                .all());
    }

    @Override
    public void close() {
        admin.close();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new CliException("Kafka did not answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted while asking Kafka", e);
        }
    }
}
