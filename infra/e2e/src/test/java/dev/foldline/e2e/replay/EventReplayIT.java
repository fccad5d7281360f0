package dev.foldline.e2e.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.replay.ReplayException;
import dev.foldline.command.replay.ReplayOutcome;
import dev.foldline.command.replay.ReplayProbe;
import dev.foldline.command.replay.ReplayRequest;
import dev.foldline.command.replay.TimeWindow;
import dev.foldline.e2e.SharedStack;
import dev.foldline.e2e.guards.OwnPipeline;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The events topic is built again from the table while everything around it fails or is refused. Command-service has
 * decided something in two of three partitions and is stopped.
 */
@ExtendWith(SharedStack.class)
final class EventReplayIT {

    private static final String DATABASE = "replayed";

    /** Makes the larger partition several batches, the last of them not full. */
    private static final int BATCH_RECORDS = 2;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Endpoints endpoints;

    @SuppressWarnings("NullAway.Init")
    private static OwnPipeline pipeline;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    /** Does what a test wants once a batch is on the topic and the table does not say so. */
    private record AfterBatch(Runnable action) implements ReplayProbe {
        @Override
        public void planned(long done, long total) {}

        @Override
        public void written(int partition, int events) {
            action.run();
        }
    }

    private static final ReplayProbe UNWATCHED = new AfterBatch(() -> {});

    @BeforeAll
    static void decideSomething(LocalStack stack) throws Exception {
        endpoints = stack.endpoints();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoints.bootstrapServers()));
        pipeline = OwnPipeline.create(endpoints, DATABASE, folder);
        pipeline.start(DATABASE);
        pipeline.decide(0, 0, 0, 0, 0, 1, 1);
        pipeline.stop();
    }

    /** Whatever the test before has left. */
    @BeforeEach
    void makeWhole() throws Exception {
        pipeline.stop();
        replay(UNWATCHED);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        admin.close();
    }

    @Test
    void aTopicThatWasDeletedIsBuiltAgainByteForByte() throws Exception {
        TopicCopy original = read(events());
        assertThat(original.positions(0))
                .hasSizeGreaterThanOrEqualTo(5)
                .isEqualTo(upTo(original.records(0).size()));
        deleteTopic();

        ReplayOutcome outcome = replay(UNWATCHED);

        assertThat(read(events())).isEqualTo(original);
        assertThat(outcome.written()).isEqualTo(outcome.total()).isEqualTo(original.count());
        assertThat(retentionMs()).as("kept for ever").isEqualTo("-1");
        assertThat(replay(UNWATCHED)).as("a second time").isEqualTo(new ReplayOutcome(events(), 0, original.count()));
        assertThat(read(events())).isEqualTo(original);
    }

    @Test
    void aCrashBetweenKafkasCommitAndTheProgressRepeatsNothingWhereverItComes() throws Exception {
        TopicCopy original = read(events());
        deleteTopic();
        int crashes = 0;
        while (crashes()) {
            crashes++;
        }
        assertThat(crashes).as("each after one more batch").isGreaterThanOrEqualTo(4);
        assertThat(read(events())).isEqualTo(original);
    }

    @Test
    @Tag("soak")
    void aSecondReplayIntoTheSameTopicIsRefused() throws Exception {
        TopicCopy original = read(events());
        deleteTopic();
        Paused first = Paused.start();
        assertThatThrownBy(() -> replay(UNWATCHED))
                .isInstanceOf(ReplayException.class)
                .hasMessageStartingWith("replay already in progress: another one into replayed.events, started at ")
                .hasMessageContaining(" of " + original.count() + " events");
        first.finish();
        assertThat(read(events())).isEqualTo(original);
    }

    @Test
    void anOwnerThatComesDuringAReplayWaitsForItAndGoesOnWithoutAGap() throws Exception {
        deleteTopic();
        Paused replay = Paused.start();
        pipeline.start(DATABASE);
        Awaitility.await("partitions to wait")
                .atMost(TestTimeouts.PROCESS)
                .untilAsserted(() -> assertThat(pipeline.readiness())
                        .contains("commands-0 WAITING: an unfinished replay builds the events topic again")
                        .contains("commands-1 WAITING: an unfinished replay builds the events topic again"));
        replay.finish();
        Awaitility.await("partitions to be owned").atMost(TestTimeouts.PROCESS).until(pipeline::ready);
        pipeline.decide(0, 1, 2);
        pipeline.stop();
        assertWhole();
    }

    @Test
    @Tag("soak")
    void aTopicThatLiesBehindStopsItsOwnersUntilItWasBuiltAgain() throws Exception {
        deleteTopic();
        pipeline.createTopics();
        pipeline.start(DATABASE);
        Awaitility.await("partitions to stop")
                .atMost(TestTimeouts.PROCESS)
                .untilAsserted(() -> assertThat(pipeline.readiness())
                        .contains("commands-0 STOPPED: the events topic ends at position 0, but the events up to ")
                        .contains("build the topic again from the table with ./foldline replay"));
        assertThatThrownBy(() -> replay(UNWATCHED))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("command-service is running, and forwards to the events topic")
                .hasMessageContaining("stop it first");
        pipeline.stop();

        replay(UNWATCHED);

        pipeline.start(DATABASE);
        Awaitility.await("partitions to be owned").atMost(TestTimeouts.PROCESS).until(pipeline::ready);
        pipeline.decide(0, 1, 2);
        pipeline.stop();
        assertWhole();
    }

    @Test
    @Tag("soak")
    void whatIsDecidedAndNotForwardedIsLeftToTheNextOwner() throws Exception {
        long forwarded = read(events()).count();
        // It asks for the limits at its start and not again, so it decides what the topic does not take.
        pipeline.start(DATABASE, Map.of("foldline.topics.check.interval.ms", "3600000"));
        limitMessageBytes();
        pipeline.send(0);
        Awaitility.await("an event in the table")
                .atMost(TestTimeouts.PROCESS)
                .until(() -> eventsInTable() == forwarded + 1);
        pipeline.stop();
        deleteTopic();

        assertThat(replay(UNWATCHED).written()).isEqualTo(forwarded);

        pipeline.start(DATABASE);
        Awaitility.await("partitions to be owned").atMost(TestTimeouts.PROCESS).until(pipeline::ready);
        pipeline.stop();
        assertWhole();
        assertThat(read(events()).count()).isEqualTo(forwarded + 1);
    }

    @Test
    @Tag("soak")
    void aPartitionThatWasEmptiedIsFilledAgain() throws Exception {
        TopicCopy original = read(events());
        deleteRecords(-1);

        assertThat(replay(UNWATCHED).written()).isEqualTo(original.records(0).size());

        assertThat(read(events())).isEqualTo(original);
    }

    @Test
    @Tag("soak")
    void nothingIsPutBehindATopicWhoseBeginningIsGone() throws Exception {
        TopicCopy original = read(events());
        deleteRecords(1);
        assertThatThrownBy(() -> replay(UNWATCHED))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("replayed.events-0 has the events from position 2")
                .hasMessageContaining("delete the topic and run this again");
        pipeline.start(DATABASE);
        Awaitility.await("nobody waits for a replay that was refused")
                .atMost(TestTimeouts.PROCESS)
                .until(pipeline::ready);
        pipeline.stop();

        deleteTopic();
        replay(UNWATCHED);
        assertThat(read(events())).isEqualTo(original);
    }

    @Test
    @Tag("soak")
    void aPartOfTheEventsGoesIntoAnotherTopic() throws Exception {
        TopicCopy original = read(events());
        List<TopicCopy.Copy> all = original.records(0);
        Instant from = Instant.ofEpochMilli(all.get(1).timestampMs());
        Instant to = Instant.ofEpochMilli(all.get(3).timestampMs());
        List<TopicCopy.Copy> wanted = all.stream()
                .filter(copy -> copy.timestampMs() >= from.toEpochMilli() && copy.timestampMs() < to.toEpochMilli())
                .toList();
        assertThat(wanted).isNotEmpty().hasSizeLessThan(all.size());

        TimeWindow window = new TimeWindow(from, to);
        ReplayOutcome outcome = replay(UNWATCHED, "replayed.part", List.of(0), window);

        TopicCopy copy = read("replayed.part");
        assertThat(copy.records(0)).isEqualTo(wanted);
        assertThat(copy.records(1)).isEmpty();
        assertThat(outcome).isEqualTo(new ReplayOutcome("replayed.part", wanted.size(), wanted.size()));
        assertThat(replay(UNWATCHED, "replayed.part", List.of(0), window))
                .isEqualTo(new ReplayOutcome("replayed.part", 0, wanted.size()));
        assertThatThrownBy(() -> replay(UNWATCHED, "replayed.part", List.of(0), TimeWindow.ALL))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("replayed.part-0 has the events from position 2")
                .hasMessageContaining("name a topic that is empty");
    }

    @Test
    @Tag("soak")
    void allEventsGoIntoAnotherTopicWhileCommandServiceRuns() throws Exception {
        pipeline.start(DATABASE);
        Awaitility.await("partitions to be owned").atMost(TestTimeouts.PROCESS).until(pipeline::ready);
        replay(UNWATCHED, "replayed.copy", List.of(0, 1, 2), TimeWindow.ALL);
        assertThat(read("replayed.copy")).isEqualTo(read(events()));
        pipeline.decide(1);
        assertThat(replay(UNWATCHED, "replayed.copy", List.of(0, 1, 2), TimeWindow.ALL)
                        .written())
                .isOne();
        assertThat(read("replayed.copy")).isEqualTo(read(events()));
        pipeline.stop();
    }

    /** A replay that has written its first batch and waits. */
    private record Paused(CountDownLatch goOn, CompletableFuture<ReplayOutcome> outcome) {

        static Paused start() throws InterruptedException {
            CountDownLatch firstBatch = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<ReplayOutcome> outcome = CompletableFuture.supplyAsync(() -> replay(new AfterBatch(() -> {
                firstBatch.countDown();
                Awaitility.await().atMost(TestTimeouts.PROCESS).until(() -> goOn.getCount() == 0);
            })));
            var _ = outcome.whenComplete((_, _) -> firstBatch.countDown());
            firstBatch.await();
            if (firstBatch.getCount() == 0 && outcome.isDone()) {
                throw new AssertionError("ended at once: " + outcome.join());
            }
            return new Paused(goOn, outcome);
        }

        void finish() {
            goOn.countDown();
            outcome.join();
        }
    }

    /** Runs a replay that crashes after its first batch; false if it had nothing left to write. */
    private static boolean crashes() {
        IllegalStateException crash = new IllegalStateException("crashed on purpose");
        try {
            replay(new AfterBatch(() -> {
                throw crash;
            }));
            return false;
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(crash);
            return true;
        }
    }

    private static ReplayOutcome replay(ReplayProbe probe) {
        return replay(probe, events(), List.of(0, 1, 2), TimeWindow.ALL);
    }

    private static ReplayOutcome replay(ReplayProbe probe, String into, List<Integer> partitions, TimeWindow window) {
        ReplayRequest request = new ReplayRequest(into, into.equals(events()), partitions, window, BATCH_RECORDS);
        return new ReplayRun(endpoints.bootstrapServers(), pipeline, pipeline.jdbcUrl(DATABASE)).run(request, probe);
    }

    private static String events() {
        return pipeline.topics().events();
    }

    private static TopicCopy read(String topic) {
        return TopicCopy.read(endpoints.bootstrapServers(), topic, OwnPipeline.PARTITIONS);
    }

    private static List<Long> upTo(long position) {
        return LongStream.rangeClosed(1, position).boxed().toList();
    }

    /** The topic has what the table has: no position twice, none missing. */
    private static void assertWhole() throws Exception {
        TopicCopy copy = read(events());
        copy.partitions()
                .forEach((partition, records) ->
                        assertThat(copy.positions(partition)).isEqualTo(upTo(records.size())));
        assertThat(copy.count()).isEqualTo(eventsInTable());
    }

    private static long eventsInTable() throws Exception {
        return Long.parseLong(pipeline.text(DATABASE, "SELECT count(*) FROM events"));
    }

    private static void deleteTopic() throws Exception {
        admin.deleteTopics(List.of(events())).all().get();
        Awaitility.await("the topic to be gone").ignoreExceptions().until(() -> {
            try {
                admin.describeTopics(List.of(events())).allTopicNames().get();
                return false;
            } catch (ExecutionException e) {
                return e.getCause() instanceof UnknownTopicOrPartitionException;
            }
        });
    }

    private static void deleteRecords(long beforeOffset) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(events(), 0), RecordsToDelete.beforeOffset(beforeOffset)))
                .all()
                .get();
    }

    /** Retention of the events topic, in milliseconds. */
    private static String retentionMs() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, events());
        return admin.describeConfigs(List.of(topic)).all().get().values().stream()
                .map(config -> config.get(TopicConfig.RETENTION_MS_CONFIG).value())
                .collect(Collectors.joining());
    }

    /** The topic takes no event any more, but what ends a transaction. */
    private static void limitMessageBytes() throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, events()),
                        List.of(new AlterConfigOp(
                                new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "200"),
                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
