package dev.foldline.torture.fault;

import dev.foldline.contract.Topics;
import dev.foldline.torture.stage.TortureStack;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Sets all views and process managers back by half of their events while projection-service is away. */
final class RewindViews implements Fault {

    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "rewind-views";
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.PROJECTION_SERVICE, Part.BROKER);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws ExecutionException, InterruptedException {
        for (int number = 1; number <= stage.instances(); number++) {
            stage.instance(ProcessFault.PROJECTION_SERVICE, number).terminate(GRACE);
        }
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stage.endpoints().bootstrapServers()))) {
            boolean rewound = false;
            for (GroupListing group : admin.listGroups().valid().get()) {
                rewound |= rewind(admin, group.groupId());
            }
            return rewound ? Outcome.STRUCK : Outcome.NOT_REACHED;
        } finally {
            for (int number = 1; number <= stage.instances(); number++) {
                stage.instance(ProcessFault.PROJECTION_SERVICE, number).restart();
            }
        }
    }

    /** Whether the group reads the events, and is now set back. */
    private static boolean rewind(Admin admin, String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> halves = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, committed) -> {
                    if (partition.topic().equals(Topics.DEFAULT.events()) && committed.offset() > 1) {
                        halves.put(partition, new OffsetAndMetadata(committed.offset() / 2));
                    }
                });
        if (halves.isEmpty()) {
            return false;
        }
        // A member that was stopped stays one until its session ends, and as long nobody may touch the offsets.
        if (hasMembers(admin, group)) {
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
        admin.alterConsumerGroupOffsets(group, halves).all().get();
        return true;
    }

    private static boolean hasMembers(Admin admin, String group) throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .anyMatch(described -> !described.members().isEmpty());
    }
}
