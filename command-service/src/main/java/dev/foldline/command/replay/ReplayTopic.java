package dev.foldline.command.replay;

import dev.foldline.command.forward.EventRecords;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardedOffset;
import dev.foldline.command.forward.ForwardedPositions;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.contract.Topics;
import dev.foldline.setup.PipelineSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topic that a replay writes, and what Kafka says of the pipeline beside it. Not thread-safe.
 *
 * <p>All that is written is written under one transactional id per topic: a replay that sleeps while another takes over
 * writes nothing when it wakes up.
 */
public final class ReplayTopic implements AutoCloseable {

    private final Clients clients;
    private final Topics topics;
    private final String target;
    private final CommandGroup group;
    private final EventRecords records;
    private final Map<Integer, Long> committed = new HashMap<>();

    /**
     * Clients of its own.
     *
     * @param admin     closed with this object
     * @param positions closed with this object
     * @param producer  transactional, not yet initialised; closed with this object
     */
    public record Clients(
            Admin admin, ForwardedPositions positions, Producer<byte @Nullable [], byte @Nullable []> producer) {}

    /**
     * @param groupId of command-service
     * @param records makes the records, for the topic {@code target}
     */
    public ReplayTopic(Clients clients, Topics topics, String groupId, String target, EventRecords records) {
        this.clients = clients;
        this.topics = topics;
        this.target = target;
        this.group = new CommandGroup(clients.admin(), groupId, topics.commands());
        this.records = records;
    }

    /**
     * Id of the cluster that the topic is in.
     *
     * @throws ForwardException if Kafka does not answer
     */
    public String clusterId() throws ForwardException {
        try {
            return clients.admin().describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new ForwardException("Kafka does not answer: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Makes the topic if there is none, as set-up makes the events topic.
     *
     * @throws dev.foldline.setup.SetupException if Kafka refuses, or has it with another number of partitions
     */
    void createIfMissing(int partitions) {
        PipelineSetup.createEventsTopic(clients.admin(), target, partitions, topics.commands());
    }

    /**
     * Deletes the topic, if there is one.
     *
     * @throws ForwardException if Kafka refuses
     */
    void delete() throws ForwardException {
        try {
            clients.admin().deleteTopics(List.of(target)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw new ForwardException(target + " could not be deleted: " + e.getCause(), e);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Fails while command-service runs. */
    void requireNobodyForwards() {
        group.requireEmpty();
    }

    /** From now on no earlier replay into this topic writes any more, and what it had open is aborted. */
    void fenceEarlierReplays() throws ForwardException {
        try {
            clients.producer().initTransactions();
        } catch (KafkaException e) {
            throw new ForwardException("a transactional producer cannot be opened: " + e.getMessage(), e);
        }
    }

    /** As {@link ForwardedOffset} says; nobody may be forwarding. */
    long forwardedOffset(int partition, int partitions) throws ForwardException {
        if (committed.isEmpty()) {
            committed.putAll(group.committedOffsets(partitions));
        }
        return ForwardedOffset.of(
                committed.getOrDefault(partition, -1L), clients.positions().lastAnsweredOffset(partition));
    }

    /** Position of the first event that the topic has; 0 for none. */
    long firstPosition(int partition) throws ForwardException {
        return clients.positions().firstPosition(new TopicPartition(target, partition));
    }

    /** Position of the last event that the topic has; 0 or below for none. */
    long lastPosition(int partition) throws ForwardException {
        return clients.positions().lastPosition(new TopicPartition(target, partition));
    }

    /** Writes events in one transaction: when it returns all are there, when it throws none or all. */
    void write(List<StoredEvent> events) throws ForwardException {
        Producer<byte @Nullable [], byte @Nullable []> producer = clients.producer();
        try {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sends = new ArrayList<>(events.size());
            events.forEach(event -> sends.add(producer.send(records.of(event))));
            producer.flush();
            for (Future<RecordMetadata> send : sends) {
                send.get();
            }
            producer.commitTransaction();
        } catch (KafkaException | ExecutionException e) {
            throw new ForwardException(target + " could not be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Without waiting: what is open is aborted by the next replay, or by Kafka in time. */
    @Override
    public void close() {
        clients.producer().close(Duration.ZERO);
        clients.positions().close();
        clients.admin().close(Duration.ZERO);
    }
}
