package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.HeaderNames;
import dev.foldline.contract.KeyPartitioner;
import dev.foldline.contract.Topics;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.intake.SourceHeader;
import dev.foldline.projection.intake.batch.Batches;
import dev.foldline.schema.projection.CustomerOrders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A view in which the rows of one event lie in several partitions: one task in front of the repartitioning, and behind
 * it one for each partition, which get what the partitioner sends them.
 */
class SpreadRowsTest {

    private static final int PARTITIONS = 3;

    /** The partition of each follows from its hash. */
    private static final List<String> PRODUCTS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    private final EventLog log = new EventLog(PARTITIONS);
    private final ProductRows view = ProductRows.first();
    private final TestBuild<CustomerOrders> front;
    private final List<TestBuild<CustomerOrders>> tasks = new ArrayList<>();

    SpreadRowsTest(@TempDir Path stateDir) {
        front = build("front", stateDir);
        for (int task = 0; task < PARTITIONS; task++) {
            tasks.add(build("task-" + task, stateDir));
        }
    }

    private TestBuild<CustomerOrders> build(String name, Path stateDir) {
        return new TestBuild<>(log, view, name, Phase.SERVING, stateDir);
    }

    @AfterEach
    void close() {
        front.close();
        tasks.forEach(TestBuild::close);
    }

    @Test
    void anEventReachesItsRowsInAllPartitionsWithOneRecordForEach() {
        front.events.pipeInput(event(1, PRODUCTS));
        List<TestRecord<String, byte[]>> sent = front.repartitioned();

        assertThat(sent).hasSize(PARTITIONS);
        assertThat(sent.stream().map(record -> partitions(record))).doesNotHaveDuplicates();
        sent.forEach(this::deliver);
        assertThat(PRODUCTS).allSatisfy(product -> assertThat(had(product)).isEqualTo("0:1"));
        assertThat(tasks)
                .allSatisfy(task -> assertThat(task.positions.passed(0)).isEqualTo(1));
    }

    @Test
    void aPartitionThatGetsNothingOfAnEventIsToldByTheNextMark() {
        List<String> inOne =
                PRODUCTS.stream().filter(product -> home(product) == home("a")).toList();
        front.events.pipeInput(event(1, PRODUCTS));
        front.events.pipeInput(event(2, inOne));
        front.repartitioned().forEach(this::deliver);

        assertThat(passed()).containsOnly(1L, 2L).containsOnlyOnce(2L);

        front.look();
        front.repartitioned().forEach(this::deliver);

        assertThat(passed()).containsOnly(2L);
        assertThat(had("a")).isEqualTo("0:1 0:2");
    }

    @Test
    void aRecordThatComesTwiceChangesNoneOfItsRowsAgain() {
        front.events.pipeInput(event(1, PRODUCTS));
        List<TestRecord<String, byte[]>> sent = front.repartitioned();
        sent.forEach(this::deliver);
        sent.forEach(this::deliver);

        assertThat(PRODUCTS).allSatisfy(product -> assertThat(had(product)).isEqualTo("0:1"));
    }

    @Test
    void aRequestFindsTheRowThatAnEventIsParkedForAndNoOther() {
        view.refused.addAll(PRODUCTS);
        front.events.pipeInput(event(1, PRODUCTS));
        front.repartitioned().forEach(this::deliver);
        view.refused.clear();

        front.request("c", new Request(Request.Action.RETRY, 0, 1, "ada"));
        front.repartitioned().forEach(this::deliver);

        assertThat(PRODUCTS.stream().filter(product -> had(product) != null)).containsExactly("c");
        assertThat(tasks.stream().mapToInt(task -> task.parked.sum()).sum()).isEqualTo(PRODUCTS.size() - 1);
    }

    @Test
    void anEventThatWaitedInFrontReachesAllItsRowsThoughLaterPositionsHavePassed() {
        TestRecord<String, byte[]> unreadable = event(1, PRODUCTS);
        unreadable.headers().remove(HeaderNames.TIME);
        front.events.pipeInput(unreadable);
        front.events.pipeInput(event(2, PRODUCTS));
        front.events.pipeInput(log.event("order-2", 1, 3, ProductRows.order("a", "b", "c")));
        front.look();
        front.repartitioned().forEach(this::deliver);
        assertThat(had("a")).isEqualTo("0:3");
        assertThat(passed()).containsOnly(3L);

        front.request("order-1", new Request(Request.Action.SKIP, 0, 1, "ada"));
        front.repartitioned().forEach(this::deliver);

        assertThat(had("a")).isEqualTo("0:3 0:2");
        assertThat(had("h")).isEqualTo("0:2");
    }

    @Test
    void aNewVersionByAggregateTakesOverThoughItReadsNoOtherPartition(@TempDir Path stateDir) {
        String here = PRODUCTS.stream()
                .filter(product -> home(product) == 0)
                .findFirst()
                .orElseThrow();
        TestBuild<CustomerOrders> former = tasks.getFirst();
        TestRecord<String, byte[]> ofAnother = event(7, List.of(here));
        former.pipeToRows(
                new TestRecord<>(here, ofAnother.value(), SourceHeader.add(ofAnother.headers(), 1), EventLog.AT));
        front.events.pipeInput(event(1, List.of(here)));
        front.repartitioned().forEach(this::deliver);

        try (TestBuild<CustomerOrders> next =
                new TestBuild<>(log, ProductRows.byOrder(), "next", Phase.BUILDING, stateDir)) {
            former.handover.retire(next.handoverTopic);
            former.look();
            next.take(former.handedTo(next));
            next.look();
            assertThat(next.handover.phases()).containsEntry(0, Phase.BUILDING);

            next.events.pipeInput(event(1, List.of(here)));
            for (int i = 0; i < 10; i++) {
                next.look();
                next.take(next.handedTo(next));
            }

            assertThat(next.handover.phases()).containsEntry(0, Phase.SERVING);
            assertThat(next.publishedRows()).containsOnlyKeys("order-1", here).containsEntry(here, null);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void batchesLeadToTheSameRowsAndTheSameParkedEventsAsRecordsOneByOne(long seed, @TempDir Path stateDir) {
        Random random = new Random(seed);
        view.refused.add("d");
        for (int position = 1; position <= 60; position++) {
            List<String> products =
                    PRODUCTS.stream().filter(product -> random.nextInt(3) == 0).toList();
            front.events.pipeInput(log.event(
                    "order-" + position % 4, position, position, ProductRows.order(products.toArray(String[]::new))));
        }
        List<TestRecord<String, byte[]>> sent = front.repartitioned();

        try (TestBuild<CustomerOrders> oneByOne = build("one-by-one", stateDir);
                TestBuild<CustomerOrders> batched = build("batched", stateDir)) {
            List<TestRecord<String, byte[]>> here = sent.stream()
                    .filter(record -> partitions(record).contains(home("d")))
                    .toList();
            here.forEach(oneByOne::pipeToRows);
            batched.pipeToRows(Batches.of(Topics.DEFAULT.events(), here));

            for (String product : PRODUCTS) {
                assertThat(batched.stored(product)).as(product).isEqualTo(oneByOne.stored(product));
            }
            assertThat(oneByOne.parked.sum()).isPositive();
            assertThat(batched.parked.sum()).isEqualTo(oneByOne.parked.sum());
        }
    }

    private TestRecord<String, byte[]> event(long position, List<String> products) {
        return log.event("order-1", position, position, ProductRows.order(products.toArray(String[]::new)));
    }

    private void deliver(TestRecord<String, byte[]> record) {
        partitions(record).forEach(partition -> tasks.get(partition).pipeToRows(record));
    }

    private static Set<Integer> partitions(TestRecord<String, byte[]> record) {
        return SourceHeader.<byte[]>partitioner(KeyPartitioner.MURMUR2)
                .partitions("by-row", record.key(), record.value(), PARTITIONS)
                .orElseThrow();
    }

    private static int home(String product) {
        return partitions(new TestRecord<>(product, new byte[0])).iterator().next();
    }

    private List<Long> passed() {
        return tasks.stream().map(task -> task.positions.passed(0)).toList();
    }

    private @Nullable String had(String product) {
        CustomerOrders row = tasks.get(home(product)).stored(product);
        return row == null ? null : row.getLastOrderId();
    }
}
