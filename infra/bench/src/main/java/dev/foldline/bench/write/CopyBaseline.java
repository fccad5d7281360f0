package dev.foldline.bench.write;

import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.CpuTime;
import dev.foldline.bench.stack.Rounds;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.stack.server.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What Postgres takes when nothing else is to be done: the rows that the pipeline has written, copied into an empty
 * table of the same shape, with the same partitions and indexes, by as many connections as command-service has workers.
 */
final class CopyBaseline {

    private static final String TABLE = "bench_events";

    /** The first warms up; the best counts, as a baseline should be high. */
    private static final int ROUNDS = 3;

    private final BenchStack stack;
    private final String jdbcUrl;
    private final int connections;
    private final List<EventRows> rows;

    /**
     * @param rows of each partition
     */
    CopyBaseline(BenchStack stack, int connections, List<EventRows> rows) {
        this.stack = stack;
        this.jdbcUrl = stack.endpoints().jdbcUrl();
        this.connections = connections;
        this.rows = rows;
    }

    /** Reads what the pipeline has written behind these positions, by partition. */
    static List<EventRows> read(String jdbcUrl, List<Long> behind, int batchRows) throws SQLException {
        List<EventRows> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            for (int partition = 0; partition < behind.size(); partition++) {
                rows.add(EventRows.read(connection, partition, behind.get(partition), batchRows));
            }
        }
        return rows;
    }

    /**
     * What the best round has shown.
     *
     * @param perSecond rows per second
     * @param cpuMicros processor time that Postgres took for each row, in microseconds
     */
    record Outcome(double perSecond, double cpuMicros) {}

    /** With one COPY, and so one transaction, for all rows of a partition. */
    Outcome whole() throws SQLException {
        return best(EventRows::copyWhole);
    }

    /** With one COPY, and so one transaction, for each batch. */
    Outcome batched() throws SQLException {
        return best(EventRows::copyBatches);
    }

    private Outcome best(Copy copy) throws SQLException {
        Outcome best = new Outcome(0, 0);
        for (int round = 0; round < ROUNDS; round++) {
            Outcome next = round(copy);
            best = next.perSecond() > best.perSecond() ? next : best;
        }
        return best;
    }

    private Outcome round(Copy copy) throws SQLException {
        List<Connection> open = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            createTable(connection);
            List<Callable<Void>> parts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Connection own = DriverManager.getConnection(jdbcUrl);
                open.add(own);
                parts.add(part(own, i, copy));
            }
            long count = rows.stream().mapToLong(EventRows::count).sum();
            CpuTime cpu = CpuTime.begin(List.of(stack.server(PostgresServer.NAME)));
            double perSecond = count / Rounds.secondsOf(parts);
            return new Outcome(perSecond, cpu.micros() / count);
        } finally {
            for (Connection own : open) {
                own.close();
            }
        }
    }

    /** Every partition whose turn is this connection's. */
    private Callable<Void> part(Connection connection, int number, Copy copy) {
        return () -> {
            for (int i = number; i < rows.size(); i += connections) {
                EventRows own = rows.get(i);
                long copied = copy.copy(own, connection, TABLE + "_" + own.partition());
                if (copied != own.count()) {
                    throw new CliException("of " + own.count() + " rows of partition " + own.partition() + " " + copied
                            + " were copied");
                }
            }
            return null;
        };
    }

    private void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + TABLE);
            statement.execute("CREATE TABLE " + TABLE + " (LIKE events INCLUDING ALL) PARTITION BY LIST (partition)");
            for (EventRows part : rows) {
                statement.execute("CREATE TABLE " + TABLE + "_" + part.partition() + " PARTITION OF " + TABLE
                        + " FOR VALUES IN (" + part.partition() + ")");
            }
            requireSameIndexes(statement);
            // So that nothing of what was written before is still to be written while this is measured.
            statement.execute("CHECKPOINT");
        }
    }

    /** Each index costs a good part of the rate: a table with fewer would be no baseline of this one. */
    private void requireSameIndexes(Statement statement) throws SQLException {
        int partition = rows.getFirst().partition();
        try (ResultSet counts = statement.executeQuery("SELECT count(*) FILTER (WHERE tablename = 'events_" + partition
                + "'), count(*) FILTER (WHERE tablename = '" + TABLE + "_" + partition + "') FROM pg_indexes")) {
            counts.next();
            if (counts.getInt(1) != counts.getInt(2)) {
                throw new CliException("the event table has " + counts.getInt(1)
                        + " indexes, the table to compare with " + counts.getInt(2));
            }
        }
    }

    /** One of the ways to write a partition's rows. */
    private interface Copy {
        long copy(EventRows rows, Connection connection, String table) throws SQLException;
    }
}
