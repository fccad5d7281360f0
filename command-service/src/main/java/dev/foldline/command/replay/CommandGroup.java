package dev.foldline.command.replay;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The consumer group of command-service, seen from outside. */
final class CommandGroup {

    private final Admin admin;
    private final String groupId;
    private final String commandsTopic;

    CommandGroup(Admin admin, String groupId, String commandsTopic) {
        this.admin = admin;
        this.groupId = groupId;
        this.commandsTopic = commandsTopic;
    }

    /**
     * Fails while command-service runs.
     *
     * <p>A worker that was killed or sleeps is a member until its session has passed. Once there is none, no worker of
     * before can commit a transaction to the topics: it would have to do so as a member.
     */
    void requireEmpty() {
        List<String> members;
        try {
            members = await(admin.describeConsumerGroups(List.of(groupId)).all()).values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(MemberDescription::clientId)
                    .sorted()
                    .toList();
        } catch (ReplayException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return;
            }
            throw e;
        }
        if (!members.isEmpty()) {
            throw new ReplayException("command-service is running, and forwards to the events topic: its group "
                    + groupId + " has the members " + String.join(", ", members)
                    + "; stop it first (a member that was killed leaves when its session has passed)");
        }
    }

    /**
     * The committed offset of each partition that has one. Waits for transactions that are about to commit another.
     */
    Map<Integer, Long> committedOffsets(int partitions) {
        List<TopicPartition> wanted = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(commandsTopic, partition))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> offsets = await(admin.listConsumerGroupOffsets(
                        Map.of(groupId, new ListConsumerGroupOffsetsSpec().topicPartitions(wanted)),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(groupId));
        return offsets.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(
                        entry -> entry.getKey().partition(),
                        entry -> entry.getValue().offset()));
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ReplayException(
                    "Kafka does not describe the group " + groupId + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("interrupted while asking for the group " + groupId, e);
        }
    }
}
