package dev.foldline.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.bench.report.BenchReport;
import dev.foldline.bench.report.Measurement;
import dev.foldline.bench.stack.BenchStack;
import dev.foldline.cli.endpoint.CliException;
import dev.foldline.cli.operator.ServiceClient;
import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.serde.UndecodableException;
import dev.foldline.stack.Endpoints;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/**
 * Aggregates of many events, as command-service folds them for a request over HTTP: from the newest snapshot, then,
 * with the snapshots deleted, from the first event.
 */
final class LoadBench {

    private static final String AGGREGATE = "/aggregates/";
    private static final int BULK_COMMANDS_MAX = 1_000;

    /** Of which the median counts; the first ones warm up. */
    private static final int LOADS = 301;

    /** Long streams are loaded less often, so that all together take seconds. */
    private static final int EVENTS_MAX = 400_000;

    private static final int LOADS_MIN = 5;
    private static final double NANOS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final BenchStack stack;
    private final List<Integer> sizes;

    /**
     * @param sizes numbers of events
     */
    LoadBench(BenchStack stack, List<Integer> sizes) {
        this.stack = stack;
        this.sizes = sizes;
    }

    BenchReport run() throws SQLException, UndecodableException {
        stack.stopProjections();
        Endpoints endpoints = stack.endpoints();
        List<Measurement> measurements = new ArrayList<>();
        try (CommandClient commands = CommandClient.open(endpoints.bootstrapServers(), endpoints.registryUrl());
                ServiceClient service = new ServiceClient(endpoints.commandUrl());
                ReadBaseline bare = new ReadBaseline(endpoints)) {
            for (int size : sizes) {
                stack.say("an aggregate of " + size + " events");
                String id = "account-of-" + size;
                int partition = build(commands, id, size);
                measurements.addAll(measure(service, bare, new Stream(id, partition, size)));
            }
        }
        return new BenchReport("load", Map.of("aggregates", (long) sizes.size()), measurements);
    }

    /** A stream to load. */
    private record Stream(String id, int partition, int size) {
        int loads() {
            return Math.clamp(EVENTS_MAX / size, LOADS_MIN, LOADS);
        }
    }

    private static List<Measurement> measure(ServiceClient service, ReadBaseline bare, Stream stream)
            throws SQLException, UndecodableException {
        double snapshotMs = median(stream.loads(), () -> {
            if (!bare.snapshot(stream.partition, stream.id)) {
                throw new CliException(stream.id + " has no snapshot");
            }
        });
        double withMs = median(stream.loads(), () -> load(service, stream));
        bare.deleteSnapshots(stream.partition, stream.id);
        double eventsMs = median(stream.loads(), () -> {
            long events = bare.events(stream.partition, stream.id);
            if (events != stream.size) {
                throw new CliException(stream.id + " has " + events + " events instead of " + stream.size);
            }
        });
        double withoutMs = median(stream.loads(), () -> load(service, stream));
        String name = String.format("%,d events", stream.size);
        return List.of(
                Measurement.time(name + ", no snapshot", withoutMs, "reading and decoding the rows", eventsMs),
                Measurement.time(name + ", snapshots", withMs, "reading the newest snapshot", snapshotMs));
    }

    private static void load(ServiceClient service, Stream stream) {
        JsonNode aggregate = service.get(AGGREGATE + ServiceClient.segment(stream.id), Map.of());
        if (aggregate.path("version").asInt() != stream.size) {
            throw new CliException(
                    stream.id + " is at version " + aggregate.path("version") + " instead of " + stream.size);
        }
    }

    /** Milliseconds. */
    private static double median(int times, Load load) throws SQLException, UndecodableException {
        double[] tookMs = new double[times];
        for (int i = 0; i < times; i++) {
            long startedNs = System.nanoTime();
            load.run();
            tookMs[i] = (System.nanoTime() - startedNs) / NANOS_PER_MS;
        }
        Arrays.sort(tookMs);
        return tookMs[times / 2];
    }

    /** One way of loading. */
    private interface Load {
        void run() throws SQLException, UndecodableException;
    }

    /** Makes the stream, in bulks, and gives its partition. */
    private static int build(CommandClient client, String id, int size) {
        CommandResult last = send(client, CommandRequest.of(id, new OpenAccount("Ada", "EUR", 0L)));
        for (int left = size - 1; left > 0; left -= BULK_COMMANDS_MAX) {
            List<SpecificRecord> deposits =
                    Collections.nCopies(Math.min(left, BULK_COMMANDS_MAX), new DepositMoney(1L, "", ""));
            last = send(client, CommandRequest.ofBulk(id, deposits));
        }
        return last.getPartition();
    }

    private static CommandResult send(CommandClient client, CommandRequest request) {
        CommandResult result = client.send(request).join();
        if (result.getStatus() != CommandStatus.ACCEPTED) {
            throw new CliException(request.aggregateId() + ": " + result.getStatus() + " " + result.getErrorCode());
        }
        return result;
    }
}
