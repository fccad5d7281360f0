package dev.foldline.bench.latency;

import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.AccountCommands;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.bench.stack.PartitionOffsets;
import dev.foldline.bench.write.WriteSettings;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.client.CommandClient;
import dev.foldline.contract.Topics;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.StackOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Send to result and send to view visible, at steady rates, each against a bare producer and consumer at the same rate.
 */
final class LatencyBench {

    private static final int PARTITIONS = 8;
    private static final String VIEW = "account-balances";

    private final BenchStack stack;
    private final List<Rate> rates;
    private final int accounts;
    private final Duration length;

    LatencyBench(BenchStack stack, List<Rate> rates, int accounts, Duration length) {
        this.stack = stack;
        this.rates = rates;
        this.accounts = accounts;
        this.length = length;
    }

    /** What it is measured on. */
    static StackOptions stack(StackOptions options) {
        return WriteSettings.letSleep(options.partitions(PARTITIONS));
    }

    BenchReport run() throws InterruptedException {
        Endpoints endpoints = stack.endpoints();
        AccountCommands commands = new AccountCommands(accounts, 0);
        long[] versions = new long[accounts];
        Arrays.fill(versions, 1);
        CommandRound round = new CommandRound(commands, versions);
        AvroDecoder decoder =
                new AvroDecoder(RegistrySchemas.at(endpoints.registryUrl()), List.of(AccountBalance.getClassSchema()));
        List<Measurement> measurements = new ArrayList<>();
        Map<String, Long> settings = new LinkedHashMap<>();
        settings.put("accounts", (long) accounts);
        settings.put("seconds", length.toSeconds());
        try (PartitionOffsets offsets = new PartitionOffsets(endpoints.bootstrapServers(), PARTITIONS);
                CommandClient client = CommandClient.open(endpoints.bootstrapServers(), endpoints.registryUrl());
                TopicWatch _ = new TopicWatch(
                        endpoints.bootstrapServers(),
                        Topics.DEFAULT.projection(VIEW),
                        PARTITIONS,
                        record -> round.seen(decode(decoder, record.value())))) {
            offsets.createTopic(RoundTripBaseline.TOPIC);
            commands.openAll(client);
            int half = 0;
            if (rates.contains(new Rate.HalfOfMaximum())) {
                int maximum = new MaximumRate(stack, offsets, commands, versions).find();
                settings.put("maximumRate", (long) maximum);
                half = maximum / 2;
            }
            for (Rate rate : rates) {
                switch (rate) {
                    case Rate.PerSecond(int perSecond) -> measurements.addAll(measure(round, client, perSecond));
                    case Rate.HalfOfMaximum() -> measurements.addAll(measure(round, client, Math.max(1, half)));
                }
            }
        }
        return new BenchReport("latency", settings, measurements);
    }

    /** Everything twice, the first time to warm up. */
    private List<Measurement> measure(CommandRound round, CommandClient client, int rate) throws InterruptedException {
        RoundTripBaseline bare = new RoundTripBaseline(stack.endpoints().bootstrapServers(), PARTITIONS);
        stack.say("warming up at " + rate + "/s");
        bare.run(rate, length);
        round.run(client, rate, length);
        stack.say("measuring at " + rate + "/s");
        Latencies baseline = bare.run(rate, length);
        round.run(client, rate, length);
        List<Measurement> measurements = new ArrayList<>();
        String bareName = "bare producer to consumer";
        measurements.addAll(round.results().against(baseline, rate + "/s: result", bareName));
        measurements.addAll(round.views().against(baseline, rate + "/s: view", bareName));
        return measurements;
    }

    private static AccountBalance decode(AvroDecoder decoder, byte @Nullable [] value) {
        try {
            return (AccountBalance) decoder.decode(value);
        } catch (UndecodableException e) {
            throw new CliException("a row of " + VIEW + " cannot be read: " + e.getMessage(), e);
        }
    }
}
