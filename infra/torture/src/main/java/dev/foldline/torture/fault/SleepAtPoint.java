package dev.foldline.torture.fault;

import dev.foldline.runtime.fault.FaultPoint;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.torture.stage.TortureStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Suspends the command-service that first reaches a point of the write protocol, until another one has taken its
 * partitions and continued with each. Then the first one resumes, and continues as if it still had them.
 */
final class SleepAtPoint implements Fault {

    private static final Duration REACHED_WITHIN = Duration.ofSeconds(20);
    private static final Duration ASLEEP_MAX = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final String OWNED = "SELECT partition, next_offset FROM command_partitions WHERE owner LIKE ?";
    private static final String GONE_ON =
            "SELECT partition, next_offset FROM command_partitions WHERE owner NOT LIKE ?";

    private final FaultPoint point;

    SleepAtPoint(FaultPoint point) {
        this.point = point;
    }

    @Override
    public String name() {
        return "sleep-" + point.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.COMMAND_SERVICE, Part.POSTGRES);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random)
            throws InterruptedException, IOException, SQLException {
        Path held = FaultPoint.heldFile(stage.faultFile());
        Files.writeString(stage.faultFile(), point.holding());
        if (!TortureStack.await(REACHED_WITHIN, () -> Files.exists(held))) {
            // Who has taken the file in the last moment is about to say so.
            if (Files.deleteIfExists(stage.faultFile())
                    || !TortureStack.await(REACHED_WITHIN, () -> Files.exists(held))) {
                return Outcome.NOT_REACHED;
            }
        }
        int number = instance(stage, Long.parseLong(Files.readString(held)));
        ManagedProcess asleep = stage.instance(ProcessFault.COMMAND_SERVICE, number);
        asleep.suspend();
        try {
            return awaitSuccessor(stage, "command-service-" + number + "-%") ? Outcome.STRUCK : Outcome.NOT_REACHED;
        } finally {
            Files.delete(held);
            asleep.resume();
        }
    }

    private static int instance(TortureStack stage, long pid) {
        for (int number = 1; number <= stage.instances(); number++) {
            if (stage.instance(ProcessFault.COMMAND_SERVICE, number).pid() == pid) {
                return number;
            }
        }
        throw new IllegalStateException("process " + pid + " is held at a fault point, and is not an instance of ours");
    }

    /** Whether another owner has decided commands of every partition that the owner had; false after a time. */
    private static boolean awaitSuccessor(TortureStack stage, String owner) throws SQLException, InterruptedException {
        try (Connection connection = stage.postgres()) {
            Map<Integer, Long> had = offsets(connection, OWNED, owner);
            long startedNs = System.nanoTime();
            while (System.nanoTime() - startedNs < ASLEEP_MAX.toNanos()) {
                Map<Integer, Long> others = offsets(connection, GONE_ON, owner);
                if (had.entrySet().stream().allMatch(its -> others.getOrDefault(its.getKey(), 0L) > its.getValue())) {
                    return !had.isEmpty();
                }
                TortureStack.pause(LOOK);
            }
            return false;
        }
    }

    private static Map<Integer, Long> offsets(Connection connection, String sql, String owner) throws SQLException {
        Map<Integer, Long> offsets = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, owner);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    offsets.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        return offsets;
    }
}
