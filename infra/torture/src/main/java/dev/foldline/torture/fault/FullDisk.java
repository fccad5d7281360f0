package dev.foldline.torture.fault;

import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.server.KafkaBroker;
import dev.foldline.stack.server.PostgresServer;
import dev.foldline.torture.stage.SmallDisk;
import dev.foldline.torture.stage.TortureStack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes the disk of a server full until no command is decided any more or the server has ended; then there is room
 * again, and a server that has ended is started again.
 *
 * @param server name of the process
 * @param disk   that of its data
 * @param use    what else uses up its disk once it is full
 */
record FullDisk(
        String name, Part part, String server, Function<TortureStack, SmallDisk> disk, Consumer<TortureStack> use)
        implements Fault {

    private static final Duration FELT_WITHIN = Duration.ofSeconds(30);
    private static final Duration LONGER_MAX = Duration.ofSeconds(3);
    private static final Duration MENDED_WITHIN = Duration.ofSeconds(90);

    /** While commands flow, some are decided in any such time. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** More than a server keeps in store. */
    private static final int LOG_SEGMENTS = 30;

    private static final String TO_NEXT_LOG_SEGMENT =
            "SELECT pg_logical_emit_message(true, 'torture', 'segment'), pg_switch_wal()";

    @Override
    public Set<Part> parts() {
        return Set.of(part);
    }

    /** The tables cannot grow: the server refuses writes, and continues to run. */
    static Fault ofPostgres() {
        return new FullDisk(
                "full-postgres-disk", Part.POSTGRES, PostgresServer.NAME, TortureStack::postgresDisk, _ -> {});
    }

    /** Nor can the write-ahead log, whose segments are set aside in full: the server panics. */
    static Fault ofPostgresLog() {
        return new FullDisk(
                "full-postgres-disk-and-log",
                Part.POSTGRES,
                PostgresServer.NAME,
                TortureStack::postgresDisk,
                FullDisk::useUpLog);
    }

    /** The broker ends itself. */
    static Fault ofBroker() {
        return new FullDisk("full-broker-disk", Part.BROKER, KafkaBroker.NAME, TortureStack::brokerDisk, _ -> {});
    }

    @Override
    public Outcome strike(TortureStack stage, SplittableRandom random)
            throws InterruptedException, IOException, TimeoutException {
        SmallDisk full = disk.apply(stage);
        if (!full.mounted()) {
            return Outcome.SKIPPED;
        }
        ManagedProcess process = stage.stack().process(server);
        boolean felt;
        full.fill();
        try {
            use.accept(stage);
            felt = isFelt(stage, process);
            TortureStack.pause(TortureStack.upTo(LONGER_MAX, random));
        } finally {
            full.widen();
        }
        mend(stage, process);
        return felt ? Outcome.STRUCK : Outcome.NOT_REACHED;
    }

    private static void useUpLog(TortureStack stage) {
        try (Connection connection = stage.postgres();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < LOG_SEGMENTS; i++) {
                statement.execute(TO_NEXT_LOG_SEGMENT);
            }
        } catch (SQLException e) {
            // The server has panicked, as it should.
        }
    }

    private static boolean isFelt(TortureStack stage, ManagedProcess process) throws InterruptedException {
        long startedNs = System.nanoTime();
        while (process.alive() && flows(stage)) {
            if (System.nanoTime() - startedNs > FELT_WITHIN.toNanos()) {
                return false;
            }
        }
        return true;
    }

    /** It may still be about to end when there is room again. */
    private void mend(TortureStack stage, ManagedProcess process) throws InterruptedException, TimeoutException {
        long startedNs = System.nanoTime();
        do {
            if (System.nanoTime() - startedNs > MENDED_WITHIN.toNanos()) {
                throw new TimeoutException(server + " has room on its disk again, and no command is decided");
            }
            if (!process.alive()) {
                process.restart();
            }
        } while (!flows(stage));
    }

    private static boolean flows(TortureStack stage) throws InterruptedException {
        long before = decided(stage);
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        return decided(stage) > before;
    }

    /** Commands that the table has decided; none where the database does not say. */
    private static long decided(TortureStack stage) {
        try (Connection connection = stage.postgres();
                Statement statement = connection.createStatement();
                ResultSet sum = statement.executeQuery("SELECT sum(next_offset) FROM command_partitions")) {
            return sum.next() ? sum.getLong(1) : 0;
        } catch (SQLException e) {
            return 0;
        }
    }
}
