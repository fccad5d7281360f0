package dev.foldline.e2e.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.stack.LocalStack;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.StackOptions;
import dev.foldline.torture.stage.OffsetRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much of {@code __consumer_offsets} a broker that was killed reads, with its settings and with the former ones.
 * The times are printed and not compared: a cold broker spends most of so short a load on its own start.
 * {@code -Dfoldline.offset.records=1000000} writes more records than by default.
 */
@Tag("soak")
class CoordinatorLoadIT {

    private static final long RECORDS = Long.getLong("foldline.offset.records", 200_000);

    private static final String TOPIC = "committed";
    private static final int TOPIC_PARTITIONS = 8;
    private static final String OFFSETS = "__consumer_offsets-";
    private static final int OFFSETS_PARTITIONS = 4;

    /** What the groups commit while the cleaner works: without it no segment would end. */
    private static final long TRICKLE_RECORDS = 200;

    /** Of what was written, the most that a broker still reads once the cleaner has been through it. */
    private static final double READ_SHARE_MAX = 0.25;

    private static final Duration CLEANED_MAX = Duration.ofMinutes(5);
    private static final Duration LOADED_MAX = Duration.ofMinutes(3);

    private static final Pattern LOADED = Pattern.compile("Finished loading of metadata from (" + OFFSETS
            + "\\d+) with epoch (\\d+) in (\\d+)ms where (\\d+)ms was spent in the scheduler\\. Loaded (\\d+) records");

    @TempDir
    private Path folder;

    /**
     * The load of one partition, as the broker's log tells it.
     *
     * @param ms without waiting for its turn
     */
    private record Load(String partition, int epoch, long ms, long records) {}

    /**
     * A broker's start after a SIGKILL.
     *
     * @param logBytes that the partitions had when it was killed
     * @param loads    the first of each partition
     */
    private record Start(long logBytes, List<Load> loads) {

        long records() {
            return loads.stream().mapToLong(Load::records).sum();
        }
    }

    @Test
    void afterHoursOfCommitsABrokerThatWasKilledReadsAFewThousandOffsetsAndNotAllOfThem() throws Exception {
        Start former = start(StackOptions.in(folder.resolve("former")).formerBroker(), Long.MAX_VALUE);
        Start now = start(StackOptions.in(folder.resolve("now")), (long) (former.logBytes() * READ_SHARE_MAX / 2));

        System.out.println("with the former settings: " + former);
        System.out.println("with the settings now:    " + now);
        assertThat(former.records()).isGreaterThan(RECORDS / 2);
        assertThat(now.records()).isLessThan((long) (former.records() * READ_SHARE_MAX));
    }

    /** Kills a broker once the partitions are no longer than this, and starts it again. */
    private static Start start(StackOptions options, long logBytesMax) throws Exception {
        Path data = options.dataDir().resolve("kafka/data");
        try (LocalStack stack = LocalStack.start(options.serversOnly().brief(), _ -> {})) {
            String servers = stack.endpoints().bootstrapServers();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, TOPIC_PARTITIONS, (short) 1)))
                        .all()
                        .get();
                // The broker creates its topic when somebody asks for a group's coordinator.
                admin.listConsumerGroupOffsets("nobody")
                        .partitionsToOffsetAndMetadata()
                        .get();
            }
            OffsetRecords.write(servers, TOPIC, RECORDS);
            Awaitility.await("compaction").atMost(CLEANED_MAX).until(() -> {
                OffsetRecords.write(servers, TOPIC, TRICKLE_RECORDS);
                return logBytes(data) <= logBytesMax;
            });
            ManagedProcess kafka = stack.process("kafka");
            kafka.kill();
            long logBytes = logBytes(data);
            long outputBytes = Files.size(kafka.log());
            kafka.restart();
            List<Load> loads = Awaitility.await("the loads of all partitions")
                    .atMost(LOADED_MAX)
                    .until(() -> firstLoads(kafka.log(), outputBytes), all -> all.size() == OFFSETS_PARTITIONS);
            return new Start(logBytes, loads);
        }
    }

    private static long logBytes(Path data) {
        return IntStream.range(0, OFFSETS_PARTITIONS)
                .mapToLong(partition -> bytes(data.resolve(OFFSETS + partition)))
                .sum();
    }

    private static long bytes(Path partition) {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Load> firstLoads(Path log, long fromBytes) throws IOException {
        byte[] bytes = Files.readAllBytes(log);
        String lines = new String(bytes, (int) fromBytes, (int) (bytes.length - fromBytes), StandardCharsets.UTF_8);
        Map<String, Load> first = new TreeMap<>();
        LOADED.matcher(lines)
                .results()
                .map(load -> new Load(
                        load.group(1),
                        Integer.parseInt(load.group(2)),
                        Long.parseLong(load.group(3)) - Long.parseLong(load.group(4)),
                        Long.parseLong(load.group(5))))
                .forEach(load -> first.putIfAbsent(load.partition(), load));
        return List.copyOf(first.values());
    }
}
