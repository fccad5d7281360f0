package dev.foldline.bench.growth;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.write.Drain;
import dev.foldline.bench.write.WriteSettings;
import dev.foldline.client.CommandRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Commands per second at rising sizes of the event table, which is filled past the pipeline while command-service is
 * stopped. Any of the aggregates is as likely as the other to get a command, so nearly each needs a stream that was not
 * loaded before.
 */
final class GrowthBench {

    /** One to warm up and one to be measured. */
    static final int ROUNDS = 2;

    private static final long SEED = 4711;

    private final BenchStack stack;
    private final WriteSettings settings;
    private final List<Integer> sizes;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AccountCommands commands;

    GrowthBench(BenchStack stack, WriteSettings settings, List<Integer> sizes) {
        this.stack = stack;
        this.settings = settings;
        this.sizes = sizes;
        this.commands = new AccountCommands(settings.accounts(), 0);
    }

    BenchReport run() throws SQLException {
        stack.stopProjections();
        GrownStreams streams = new GrownStreams(stack.endpoints(), settings.partitions(), settings.accounts());
        List<Drain.Outcome> outcomes = new ArrayList<>();
        try (PartitionOffsets offsets =
                new PartitionOffsets(stack.endpoints().bootstrapServers(), settings.partitions())) {
            Drain drain = new Drain(stack, offsets);
            for (int size : sizes) {
                grow(streams, size);
                stack.say("warming up after " + events(size));
                drain.run(settings.commands(), deposits(streams));
                stack.postgres("CHECKPOINT");
                stack.say("measuring after " + events(size));
                outcomes.add(drain.run(settings.commands(), deposits(streams)));
            }
        }
        return report(outcomes);
    }

    private void grow(GrownStreams streams, int size) throws SQLException {
        stack.say("growing the table to " + events(size));
        stack.stopCommands();
        streams.growTo(size);
        streams.announce();
        // What autovacuum would otherwise do while it is measured.
        stack.postgres("VACUUM (ANALYZE) events");
        stack.startCommands();
    }

    private Stream<CommandRequest> deposits(GrownStreams streams) {
        return IntStream.range(0, settings.commands()).mapToObj(_ -> {
            int account = random.nextInt(settings.accounts());
            streams.hasOneMore(account);
            return commands.deposit(account);
        });
    }

    private BenchReport report(List<Drain.Outcome> outcomes) {
        List<Measurement> rates = new ArrayList<>();
        List<Measurement> costs = new ArrayList<>();
        Drain.Outcome first = outcomes.getFirst();
        String baseline = "after " + events(sizes.getFirst());
        for (int i = 1; i < outcomes.size(); i++) {
            Drain.Outcome outcome = outcomes.get(i);
            String name = "after " + events(sizes.get(i));
            rates.add(Measurement.rate(name, outcome.perSecond(), "commands/s", baseline, first.perSecond()));
            first.cpuMicros()
                    .forEach((process, micros) -> costs.add(Measurement.cost(
                            name + ": processor time of " + process,
                            outcome.cpuMicros().getOrDefault(process, 0.0),
                            baseline,
                            micros)));
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("aggregates", (long) settings.accounts());
        counts.put("commands", (long) settings.commands());
        counts.put("partitions", (long) settings.partitions());
        List<Measurement> measurements =
                Stream.concat(rates.stream(), costs.stream()).toList();
        return new BenchReport("growth", counts, measurements, rates.getLast(), List.of());
    }

    private static String events(int size) {
        return String.format("%,d events", size);
    }
}
