package dev.foldline.e2e;

import dev.foldline.stack.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * How far the partitions in which something was decided have come.
 *
 * @param nextOffsets      by partition, the next command to decide, as the table says
 * @param committedOffsets by partition, the next command whose decision is not forwarded, as the consumer group says
 * @param lastPositions    by partition, the last event's position, as the table says
 */
public record Decided(
        Map<Integer, Long> nextOffsets, Map<Integer, Long> committedOffsets, Map<Integer, Long> lastPositions) {

    private static final String GROUP = "foldline-command-service";

    /** Reads all three, one after the other. */
    public static Decided read(Endpoints endpoints) {
        Map<Integer, Long> nextOffsets = new TreeMap<>();
        Map<Integer, Long> lastPositions = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT partition, next_offset, next_position FROM command_partitions WHERE next_offset > 0")) {
            while (rows.next()) {
                nextOffsets.put(rows.getInt(1), rows.getLong(2));
                lastPositions.put(rows.getInt(1), rows.getLong(3) - 1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading command_partitions: " + e.getMessage(), e);
        }
        return new Decided(nextOffsets, committedOffsets(endpoints), lastPositions);
    }

    private static Map<Integer, Long> committedOffsets(Endpoints endpoints) {
        Map<Integer, Long> offsets = new TreeMap<>();
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.bootstrapServers()))) {
            admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading group offsets", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading group offsets: " + e.getMessage(), e);
        }
        return offsets;
    }
}
