package dev.foldline.bench.write;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.cli.endpoint.CliException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Commands per second of the write side: the topic of commands is filled while command-service sleeps, then drained,
 * once to warm up and once to be measured. projection-service is stopped: it would take the processors from what is
 * measured.
 */
final class WriteBench {

    /** What command-service commits at once, unless it is told otherwise. */
    private static final int BATCH_ROWS = 4_000;

    private static final String UNIT = "commands/s";

    private final BenchStack stack;
    private final WriteSettings settings;
    private final String jdbcUrl;

    WriteBench(BenchStack stack, WriteSettings settings) {
        this.stack = stack;
        this.settings = settings;
        this.jdbcUrl = stack.endpoints().jdbcUrl();
    }

    BenchReport run() throws SQLException {
        stack.stopProjections();
        String bootstrapServers = stack.endpoints().bootstrapServers();
        try (PartitionOffsets offsets = new PartitionOffsets(bootstrapServers, settings.partitions())) {
            Drain drain = new Drain(stack, offsets);
            AccountCommands commands = new AccountCommands(settings.accounts(), settings.payloadBytes());
            stack.say("warming up");
            drain.run(
                    settings.accounts() + settings.commands(),
                    Stream.concat(commands.opens(), commands.deposits(settings.commands())));
            List<Long> lastPositions = lastPositions();
            List<Long> from = offsets.filled();
            checkpoint();
            stack.say("measuring");
            Drain.Outcome drained = drain.run(settings.commands(), commands.deposits(settings.commands()));
            stack.say("measuring the baselines");
            List<EventRows> rows = CopyBaseline.read(jdbcUrl, lastPositions, BATCH_ROWS);
            requireAll(rows);
            CopyBaseline copy = new CopyBaseline(stack, settings.allWorkers(), rows);
            CopyBaseline.Outcome whole = copy.whole();
            CopyBaseline.Outcome batched = copy.batched();
            double passThrough = new PassThroughBaseline(
                            bootstrapServers, settings.allWorkers(), from, offsets.filled())
                    .run(offsets);
            return report(drained, whole, batched, passThrough);
        }
    }

    private BenchReport report(
            Drain.Outcome drained, CopyBaseline.Outcome whole, CopyBaseline.Outcome batched, double passThrough) {
        Map<String, Long> counts = settings.asMap();
        counts.put("events", (long) settings.commands());
        double rate = drained.perSecond();
        List<Measurement> measurements = new ArrayList<>(List.of(
                Measurement.rate(
                        "drain", rate, UNIT, "binary COPY of the same rows, one per partition", whole.perSecond()),
                Measurement.rate(
                        "drain against batches",
                        rate,
                        UNIT,
                        "the same in transactions of " + BATCH_ROWS + " rows",
                        batched.perSecond()),
                Measurement.rate("drain against Kafka", rate, UNIT, "bare consumer and producer", passThrough),
                Measurement.rate(
                        "drain against both",
                        rate,
                        UNIT,
                        "COPY, then the bare consumer and producer",
                        1 / (1 / whole.perSecond() + 1 / passThrough))));
        drained.cpuMicros()
                .forEach((process, micros) -> measurements.add(Measurement.cost(
                        "processor time of " + process, micros, "Postgres, COPY of a row", whole.cpuMicros())));
        return new BenchReport("write", counts, measurements);
    }

    /** Every command leaves one event; if not, rows and commands cannot be compared. */
    private void requireAll(List<EventRows> rows) {
        long events = rows.stream().mapToLong(EventRows::count).sum();
        if (events != settings.commands()) {
            throw new CliException(
                    settings.commands() + " commands have left " + events + " events instead of one each");
        }
    }

    /** By partition. */
    private List<Long> lastPositions() throws SQLException {
        List<Long> positions = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT next_position - 1 FROM command_partitions ORDER BY partition")) {
            while (rows.next()) {
                positions.add(rows.getLong(1));
            }
        }
        return positions;
    }

    /** So that nothing of the warm-up is still to be written to the disk while the next round is measured. */
    private void checkpoint() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }
}
