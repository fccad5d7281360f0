package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.handover.Phase;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.projection.CustomerOrders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view in which one event may change several rows; all of them lie in one partition here. */
class SeveralRowsTest {

    private final EventLog log = new EventLog();
    private final ProductRows view = ProductRows.first();
    private final Path stateDir;
    private final TestBuild<CustomerOrders> build;

    SeveralRowsTest(@TempDir Path stateDir) {
        this.stateDir = stateDir;
        build = new TestBuild<>(log, view, "several-rows-test", Phase.SERVING, stateDir);
    }

    @AfterEach
    void close() {
        build.close();
    }

    @Test
    void oneEventChangesEachOfItsRows() {
        pipe(1, "order-1", "milk", "bread", "milk");
        pipe(2, "order-2", "bread");

        assertThat(had("milk")).isEqualTo("0:1");
        assertThat(had("bread")).isEqualTo("0:1 0:2");
        assertThat(build.publishedRows()).containsOnlyKeys("milk", "bread");
        assertThat(build.folded.sum()).isEqualTo(3);
        assertThat(build.positions.passed(0)).isEqualTo(2);
    }

    @Test
    void theRowsOfOneEventChangeInOneTransaction() {
        TestBuild<CustomerOrders> failing =
                new TestBuild<>(log, view, "failing", Phase.SERVING, stateDir.resolve("failing"));
        TestRecord<String, byte[]> event =
                log.event("order-1", 1, 1, ProductRows.order("milk", ProductRows.FATAL, "bread"));

        assertThatThrownBy(() -> failing.events.pipeInput(event))
                .hasMessage("the thread ends in the middle of the event");
        assertThat(failing.published()).isEmpty();
        // As a thread that has failed, the driver cannot commit what it has.
        assertThatThrownBy(failing::close).hasMessageContaining("Failed to commit");
    }

    @Test
    void aRepeatIsDroppedForAllRowsOfItsEvent() {
        pipe(1, "order-1", "milk", "bread");
        pipe(1, "order-1", "milk", "bread");
        List<TestRecord<String, byte[]>> sent = build.repartitioned();
        sent.forEach(build::pipeToRows);

        assertThat(build.gates.state(0)).isEqualTo(new GateState(1, 1, 0, 0));
        assertThat(sent).hasSize(1);
        assertThat(had("milk")).isEqualTo("0:1");
        assertThat(had("bread")).isEqualTo("0:1");
    }

    @Test
    void anEventOfOneRowTravelsAsInAViewWithOneKey() {
        TestRecord<String, byte[]> event = log.event("order-1", 1, 1, ProductRows.order("milk"));
        build.events.pipeInput(event);

        TestRecord<String, byte[]> sent = build.repartitioned().getFirst();
        assertThat(sent.key()).isEqualTo("milk");
        assertThat(sent.value()).isEqualTo(event.value());
        assertThat(sent.headers().toArray())
                .extracting(Header::key)
                .endsWith("foldline-partition")
                .hasSize(7);
    }

    @Test
    void eventsThatBelongToNoRowKeepTheProgressOfTheView() {
        pipe(1, "order-1", "milk", "bread");
        pipe(2, "order-2");
        pipe(3, "order-3");
        assertThat(build.positions.passed(0)).isEqualTo(1);

        build.look();

        assertThat(build.positions.passed(0)).isEqualTo(3);
        assertThat(build.gates.state(0)).isEqualTo(new GateState(3, 0, 0, 0));
        assertThat(build.publishedRows()).containsOnlyKeys("milk", "bread");
    }

    @Test
    void anEventThatOneRowRefusesIsParkedForThatRowAlone() {
        view.refused.add("bread");
        pipe(1, "order-1", "milk", "bread", "tea");
        pipe(2, "order-2", "bread", "milk");

        assertThat(had("milk")).isEqualTo("0:1 0:2");
        assertThat(had("tea")).isEqualTo("0:1");
        assertThat(had("bread")).isNull();
        assertThat(parked(SequencedDeadLetters.STORE)).containsExactly("bread 1 no bread today", "bread 2 ");
        assertThat(parked(SequencedDeadLetters.STORE_BY_AGGREGATE)).isEmpty();
        assertThat(build.positions.passed(0)).isEqualTo(2);
    }

    @Test
    void aRetryAppliesAParkedEventOnceToItsRowAndToNoOther() {
        view.refused.add("bread");
        view.refused.add("tea");
        pipe(1, "order-1", "milk", "bread", "tea");
        pipe(2, "order-2", "tea", "bread", "milk");
        view.refused.clear();

        Request retry = new Request(Request.Action.RETRY, 0, 1, "ada");
        build.request("bread", retry);
        build.request("bread", retry);

        assertThat(had("bread")).isEqualTo("0:1 0:2");
        assertThat(had("milk")).isEqualTo("0:1 0:2");
        assertThat(had("tea")).isNull();
        assertThat(parked(SequencedDeadLetters.STORE)).containsExactly("tea 1 no tea today", "tea 2 ");

        build.request("tea", new Request(Request.Action.SKIP, 0, 1, "ada"));
        pipe(3, "order-3", "bread", "tea");

        assertThat(had("tea")).isEqualTo("0:2 0:3");
        assertThat(had("bread")).isEqualTo("0:1 0:2 0:3");
        assertThat(had("milk")).isEqualTo("0:1 0:2");
        assertThat(parked(SequencedDeadLetters.STORE)).isEmpty();
    }

    @Test
    void anEventOfTooManyRowsIsParkedAndNoneOfItsRowsChanges() {
        pipe(1, "order-1", products(1_001));
        pipe(2, "order-1", "milk", "bread");
        pipe(3, "order-2", products(1_000));

        assertThat(parked(SequencedDeadLetters.STORE_BY_AGGREGATE))
                .containsExactly("order-1 1 the event belongs to 1001 rows, at most 1000 are allowed", "order-1 2 ");
        assertThat(had("product-0")).isEqualTo("0:3");
        assertThat(had("product-999")).isEqualTo("0:3");
        assertThat(had("milk")).isNull();

        build.request("order-1", new Request(Request.Action.SKIP, 0, 1, "ada"));

        assertThat(had("milk")).isEqualTo("0:2");
        assertThat(had("bread")).isEqualTo("0:2");
        assertThat(had("product-0")).isEqualTo("0:3");
        assertThat(parked(SequencedDeadLetters.STORE_BY_AGGREGATE)).isEmpty();
    }

    @Test
    void aRecordThatNoBrokerTakesWithItsKeysIsParked() {
        OrderPlaced large = OrderPlaced.newBuilder(ProductRows.order("milk", "bread"))
                .setStreet("x".repeat(1_000_000))
                .build();
        build.events.pipeInput(log.event("order-1", 1, 1, large));

        assertThat(parked(SequencedDeadLetters.STORE_BY_AGGREGATE))
                .hasSize(1)
                .first()
                .asString()
                .contains("bytes with the keys of its rows, at most 1000000 are allowed");
        assertThat(build.repartitioned()).isEmpty();
    }

    @Test
    void aNewVersionWithOtherKeysTakesOverWithTheRowsThatDiffer() {
        try (TestBuild<CustomerOrders> next =
                new TestBuild<>(log, ProductRows.second(), "next", Phase.BUILDING, stateDir)) {
            for (TestBuild<CustomerOrders> each : List.of(build, next)) {
                each.events.pipeInput(log.event("order-1", 1, 1, ProductRows.order("milk", "bread")));
                each.events.pipeInput(log.event("order-2", 1, 2, ProductRows.order("bread", "tea")));
                each.events.pipeInput(log.event("order-3", 1, 3, ProductRows.order()));
                each.look();
            }
            assertThat(build.publishedRows()).containsOnlyKeys("milk", "bread", "tea");
            assertThat(next.published()).isEmpty();

            build.handover.retire(next.handoverTopic);
            build.look();
            next.take(build.handedTo(next));
            for (int i = 0; i < 10; i++) {
                next.look();
                next.take(next.handedTo(next));
            }

            assertThat(next.handover.phases()).containsEntry(0, Phase.SERVING);
            assertThat(next.publishedRows())
                    .containsOnlyKeys("all", "milk")
                    .containsEntry("all", next.stored("all"))
                    .containsEntry("milk", null);

            next.events.pipeInput(log.event("order-4", 1, 4, ProductRows.order("tea", "milk")));

            assertThat(next.publishedRows()).containsOnlyKeys("all", "tea");
        }
    }

    private void pipe(long position, String order, String... products) {
        build.events.pipeInput(log.event(order, position, position, ProductRows.order(products)));
    }

    private @Nullable String had(String product) {
        CustomerOrders row = build.stored(product);
        return row == null ? null : row.getLastOrderId();
    }

    private List<String> parked(String store) {
        List<String> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedEvent> all =
                build.driver.<String, ParkedEvent>getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                KeyValue<String, ParkedEvent> next = all.next();
                parked.add(next.value.incoming().key() + " "
                        + next.value.incoming().position() + " " + next.value.error());
            }
        }
        return parked;
    }

    private static String[] products(int count) {
        return IntStream.range(0, count).mapToObj(i -> "product-" + i).toArray(String[]::new);
    }
}
