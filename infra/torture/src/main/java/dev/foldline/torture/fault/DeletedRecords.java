package dev.foldline.torture.fault;

import dev.foldline.contract.Topics;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.torture.stage.TortureStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * Does at once what retention does in days: deletes all commands that are decided, and all results that every group has
 * read. Then a command-service is killed, and has to find its place without them.
 */
final class DeletedRecords implements Fault {

    private static final String DECIDED = "SELECT partition, next_offset FROM command_partitions";

    @Override
    public String name() {
        return "deleted-records";
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.COMMAND_SERVICE, Part.BROKER, Part.POSTGRES, Part.COMMANDS);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random)
            throws ExecutionException, InterruptedException, SQLException {
        Map<TopicPartition, Long> below = decided(stage);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stage.endpoints().bootstrapServers()))) {
            below.putAll(readResults(admin));
            Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
            below.forEach((partition, offset) -> deleted.put(partition, RecordsToDelete.beforeOffset(offset)));
            admin.deleteRecords(deleted).all().get();
        }
        ManagedProcess service = stage.anyInstance(ProcessFault.COMMAND_SERVICE, random);
        service.kill();
        service.restart();
        return below.isEmpty() ? Outcome.NOT_REACHED : Outcome.STRUCK;
    }

    private static Map<TopicPartition, Long> decided(TortureStack stage) throws SQLException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try (Connection connection = stage.postgres();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(DECIDED)) {
            while (rows.next()) {
                offsets.put(new TopicPartition(Topics.DEFAULT.commands(), rows.getInt(1)), rows.getLong(2));
            }
        }
        return offsets;
    }

    /** Retention is far longer than any reader takes: what a process manager has not read yet is still there. */
    private static Map<TopicPartition, Long> readResults(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (GroupListing group : admin.listGroups().valid().get()) {
            admin.listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, committed) -> {
                        if (partition.topic().equals(Topics.DEFAULT.commandResults())) {
                            offsets.merge(partition, committed.offset(), Math::min);
                        }
                    });
        }
        return offsets;
    }
}
