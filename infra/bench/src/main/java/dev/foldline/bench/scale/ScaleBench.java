package dev.foldline.bench.scale;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.write.Drain;
import dev.foldline.bench.write.WriteSettings;
import dev.foldline.stack.StackOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The same commands, drained by different numbers of instances, each on a stack of its own: the second of two numbers
 * would otherwise find tables that the first has filled.
 */
final class ScaleBench {

    /** What an instance needs to itself, with the broker and Postgres beside it, to add anything. */
    private static final int PROCESSORS_PER_INSTANCE = 2;

    private final Function<UnaryOperator<StackOptions>, BenchStack> stacks;
    private final List<WriteSettings> settings;

    /**
     * @param stacks   starts a stack
     * @param settings at least two, which differ in their instances alone
     */
    ScaleBench(Function<UnaryOperator<StackOptions>, BenchStack> stacks, List<WriteSettings> settings) {
        this.stacks = stacks;
        this.settings = settings;
    }

    BenchReport run() throws SQLException {
        WriteSettings first = settings.getFirst();
        double firstRate = rate(first);
        List<Measurement> measurements = new ArrayList<>();
        for (WriteSettings more : settings.subList(1, settings.size())) {
            measurements.add(Measurement.rate(
                    instances(more.instances()), rate(more), "commands/s", instances(first.instances()), firstRate));
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("commands", (long) first.commands());
        counts.put("accounts", (long) first.accounts());
        counts.put("partitions", (long) first.partitions());
        return new BenchReport("scale", counts, measurements, measurements.getLast(), notes());
    }

    private double rate(WriteSettings of) throws SQLException {
        try (BenchStack stack = stacks.apply(of::applyTo);
                PartitionOffsets offsets =
                        new PartitionOffsets(stack.endpoints().bootstrapServers(), of.partitions())) {
            stack.stopProjections();
            Drain drain = new Drain(stack, offsets);
            AccountCommands commands = new AccountCommands(of.accounts(), 0);
            stack.say(instances(of.instances()) + ": warming up");
            drain.run(of.accounts() + of.commands(), Stream.concat(commands.opens(), commands.deposits(of.commands())));
            stack.postgres("CHECKPOINT");
            stack.say(instances(of.instances()) + ": measuring");
            return drain.run(of.commands(), commands.deposits(of.commands())).perSecond();
        }
    }

    private List<String> notes() {
        int processors = Runtime.getRuntime().availableProcessors();
        int most = settings.stream().mapToInt(WriteSettings::instances).max().orElseThrow();
        return processors >= most * PROCESSORS_PER_INSTANCE
                ? List.of()
                : List.of("This machine has " + processors + " processors for up to " + most
                        + " instances, the broker and Postgres: this shows what more instances cost, not what they"
                        + " give.");
    }

    private static String instances(int number) {
        return number + (number == 1 ? " instance" : " instances");
    }
}
