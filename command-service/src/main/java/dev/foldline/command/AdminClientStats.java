package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.ops.KafkaSilentException;
import dev.foldline.command.ops.KafkaStats;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Lags and disk sizes over an admin client of its own. */
final class AdminClientStats implements KafkaStats {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;
    private final String groupId;
    private final List<TopicPartition> commands;

    AdminClientStats(KafkaClients clients, String name) {
        this.admin = Admin.create(clients.admin(name));
        this.groupId = clients.groupId();
        String topic = clients.pipeline().topics().commands();
        this.commands = IntStream.range(0, clients.pipeline().partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    @Override
    public Map<Integer, Long> commandLags() throws KafkaSilentException {
        // The group first: what is committed later would count as less than nothing.
        Map<TopicPartition, OffsetAndMetadata> committed = await(
                "the offsets of group " + groupId,
                admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
        Map<TopicPartition, ListOffsetsResultInfo> ends = await(
                "the ends of the commands",
                admin.listOffsets(commands.stream()
                                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())))
                        .all());
        Map<Integer, Long> lags = new HashMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata next = committed.get(partition);
            lags.put(partition.partition(), end.offset() - (next == null ? 0 : next.offset()));
        });
        return lags;
    }

    @Override
    public Map<Integer, Disks> disks() throws KafkaSilentException {
        List<Integer> brokers = await("its brokers", admin.describeCluster().nodes()).stream()
                .map(Node::id)
                .toList();
        Map<Integer, Disks> disks = new HashMap<>();
        await("its disks", admin.describeLogDirs(brokers).allDescriptions()).forEach((broker, folders) -> {
            long bytes = sum(folders.values(), LogDirDescription::totalBytes);
            if (bytes > 0) {
                disks.put(broker, new Disks(bytes, sum(folders.values(), LogDirDescription::usableBytes)));
            }
        });
        return disks;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private static long sum(Collection<LogDirDescription> folders, Function<LogDirDescription, OptionalLong> size) {
        return folders.stream()
                .mapToLong(folder -> size.apply(folder).orElse(0))
                .sum();
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
