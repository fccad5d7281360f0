package dev.foldline.torture.fault;

import dev.foldline.torture.stage.TortureStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** What others do in the database. */
record DatabaseFault(String name, Deed deed) implements Fault {

    private static final Duration LOOKING = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int TERMINATED_MAX = 3;

    private static final String TERMINATE_COMMITTING = """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE state = 'active' AND query = 'COMMIT' AND pid <> pg_backend_pid()
            """;

    /** What is done, and undone. */
    @FunctionalInterface
    interface Deed {
        Outcome run(TortureStack stage, SplittableRandom random) throws SQLException, InterruptedException;
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.POSTGRES);
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random) throws SQLException, InterruptedException {
        return deed.run(stage, random);
    }

    /** Ends the owners' connections while their COMMIT runs. */
    static Fault terminateBackends() {
        return new DatabaseFault("terminate-backend-in-commit", (stage, _) -> {
            long startedNs = System.nanoTime();
            int terminated = 0;
            try (Connection connection = stage.postgres();
                    Statement statement = connection.createStatement()) {
                while (terminated < TERMINATED_MAX && System.nanoTime() - startedNs < LOOKING.toNanos()) {
                    try (ResultSet count = statement.executeQuery(TERMINATE_COMMITTING)) {
                        count.next();
                        terminated += count.getInt(1);
                    }
                }
            }
            return terminated > 0 ? Outcome.STRUCK : Outcome.NOT_REACHED;
        });
    }

    /** A transaction elsewhere in the database that has read something and does not end. */
    static Fault idleTransaction() {
        return new DatabaseFault("long-idle-transaction", (stage, _) -> {
            try (Connection connection = stage.postgres();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("SELECT count(*) FROM command_partitions");
                TortureStack.pause(IDLE);
                connection.rollback();
            }
            return Outcome.STRUCK;
        });
    }
}
