package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.ops.KafkaSilentException;
import dev.foldline.command.ops.unattended.PartitionSigns;
import dev.foldline.command.store.postgres.rows.PartitionCursors;
import dev.foldline.command.store.postgres.session.PostgresSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka and the databases over connections of its own. Not thread-safe. */
final class ServerSigns implements PartitionSigns {

    private static final Logger log = LoggerFactory.getLogger(ServerSigns.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<PostgresSession> databases;
    private final Databases partitioned;
    private final String groupId;
    private final List<TopicPartition> commands;

    ServerSigns(KafkaClients clients, Databases databases, String name) {
        this.admin = Admin.create(clients.admin(name));
        this.consumer = new KafkaConsumer<>(clients.tail(name));
        this.databases = databases.questions(name);
        this.partitioned = databases;
        this.groupId = clients.groupId();
        String topic = clients.pipeline().topics().commands();
        this.commands = IntStream.range(0, clients.pipeline().partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    @Override
    public Map<Integer, Offsets> offsets() throws KafkaSilentException {
        ListOffsetsResult ends = admin.listOffsets(
                commands.stream().collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        Map<TopicPartition, OffsetAndMetadata> committed = await(
                "the offsets of group " + groupId,
                admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
        Map<Integer, Offsets> offsets = new HashMap<>();
        KafkaSilentException silent = null;
        for (TopicPartition partition : commands) {
            try {
                long end = await("the end of " + partition, ends.partitionResult(partition))
                        .offset();
                OffsetAndMetadata next = committed.get(partition);
                offsets.put(partition.partition(), new Offsets(end, next == null ? 0 : next.offset()));
            } catch (KafkaSilentException e) {
                silent = e;
            }
        }
        if (offsets.isEmpty() && silent != null) {
            throw silent;
        }
        return offsets;
    }

    @Override
    public Map<Integer, Long> cursors() {
        Map<Integer, Long> cursors = new HashMap<>();
        for (int i = 0; i < databases.size(); i++) {
            PostgresSession session = databases.get(i);
            try {
                int database = i;
                PartitionCursors.nextOffsets(session.connection()).forEach((partition, next) -> {
                    if (partition < commands.size() && partitioned.partitions().databaseOf(partition) == database) {
                        cursors.put(partition, next);
                    }
                });
            } catch (SQLException e) {
                session.close();
                log.debug("a database does not tell its cursors: {}", e.getMessage());
            }
        }
        return cursors;
    }

    @Override
    public Optional<Map<Integer, String>> members() {
        try {
            ConsumerGroupDescription group = await(
                            "the members of group " + groupId,
                            admin.describeConsumerGroups(List.of(groupId)).all())
                    .get(groupId);
            if (group == null) {
                return Optional.empty();
            }
            boolean told = group.groupState() == GroupState.STABLE || group.groupState() == GroupState.EMPTY;
            return told ? Optional.of(byPartition(group)) : Optional.empty();
        } catch (KafkaSilentException e) {
            if (e.getCause() instanceof ExecutionException failed
                    && failed.getCause() instanceof GroupIdNotFoundException) {
                return Optional.of(Map.of());
            }
            log.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public boolean holdsCommand(int partition, long from, long end) throws KafkaSilentException {
        TopicPartition commandsPartition = commands.get(partition);
        long deadlineNs = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        try {
            consumer.assign(List.of(commandsPartition));
            long first = consumer.beginningOffsets(List.of(commandsPartition), ANSWER_TIMEOUT)
                    .getOrDefault(commandsPartition, 0L);
            consumer.seek(commandsPartition, Math.max(first, from));
            while (consumer.position(commandsPartition) < end) {
                if (consumer.poll(POLL_TIMEOUT).records(commandsPartition).stream()
                        .anyMatch(command -> command.offset() < end)) {
                    return true;
                }
                if (System.nanoTime() - deadlineNs > 0) {
                    throw new KafkaSilentException("Kafka does not tell what is in " + commandsPartition, null);
                }
            }
            return false;
        } catch (KafkaException e) {
            throw new KafkaSilentException("Kafka does not tell what is in " + commandsPartition, e);
        } finally {
            consumer.unsubscribe();
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ZERO);
        databases.forEach(PostgresSession::close);
    }

    private static Map<Integer, String> byPartition(ConsumerGroupDescription group) {
        Map<Integer, String> members = new HashMap<>();
        for (MemberDescription member : group.members()) {
            String name = member.groupInstanceId().orElse(member.clientId()) + " at "
                    + member.host().replaceFirst("^/", "");
            member.assignment().topicPartitions().forEach(given -> members.put(given.partition(), name));
        }
        return members;
    }

    private static <T> T await(String what, KafkaFuture<T> answer) throws KafkaSilentException {
        try {
            return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaSilentException("Kafka does not tell " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaSilentException("interrupted while Kafka was to tell " + what, e);
        }
    }
}
