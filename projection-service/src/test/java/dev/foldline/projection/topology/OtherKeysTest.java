package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.TraceParent;
import dev.foldline.example.order.CustomerOrdersProjection;
import dev.foldline.projection.deadletter.ParkedEvent;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.handover.Phase;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.projection.CustomerOrders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view whose rows draw events from several aggregates, through its repartition topic. */
class OtherKeysTest {

    private final EventLog log = new EventLog();
    private final TestBuild<CustomerOrders> build;

    OtherKeysTest(@TempDir Path stateDir) {
        build = new TestBuild<>(log, CustomerOrdersProjection.VIEW, "other-keys-test", Phase.SERVING, stateDir);
    }

    @AfterEach
    void close() {
        build.close();
    }

    @Test
    void eventsOfSeveralAggregatesReachTheRowOfTheirKey() {
        build.events.pipeInput(log.event("order-1", 1, 1, placed("order-1", "ada")));
        build.events.pipeInput(log.event("order-2", 1, 2, placed("order-2", "ada")));
        build.events.pipeInput(log.event("order-3", 1, 3, placed("order-3", "bob")));

        assertThat(row("ada").getPlaced()).isEqualTo(2);
        assertThat(row("bob").getPlaced()).isEqualTo(1);
        assertThat(build.publishedRows()).containsOnlyKeys("ada", "bob");
    }

    @Test
    void aTraceReachesTheRowThroughTheRepartitioning() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        build.events.pipeInput(EventLog.traced(log.event("order-1", 1, 1, placed("order-1", "ada")), trace));

        assertThat(TraceParent.read(build.published().getFirst().headers())).isEqualTo(trace);
    }

    @Test
    void aRepeatIsDroppedInFrontOfTheRepartitioning() {
        build.events.pipeInput(log.event("order-1", 1, 1, placed("order-1", "ada")));
        build.events.pipeInput(log.event("order-1", 1, 1, placed("order-1", "ada")));

        assertThat(row("ada").getPlaced()).isEqualTo(1);
        assertThat(build.gates.state(0)).isEqualTo(new GateState(1, 1, 0, 0));
    }

    @Test
    void aMarkSaysHowFarAPartitionHasComeThoughItsLastEventsConcernNoRow() {
        build.events.pipeInput(log.event("order-1", 1, 1, placed("order-1", "ada")));
        build.events.pipeInput(log.raw("account-1", 1, 2, "dev.example.Other", new byte[] {1}));
        build.events.pipeInput(log.raw("account-1", 2, 3, "dev.example.Other", new byte[] {1}));
        assertThat(build.positions.passed(0)).isEqualTo(1);

        build.look();

        assertThat(build.positions.passed(0)).isEqualTo(3);
        assertThat(row("ada").getPlaced()).isEqualTo(1);
    }

    @Test
    void anEventWhoseRowIsNotKnownParksItsAggregateAndNothingElse() {
        build.events.pipeInput(
                log.raw("order-1", 1, 1, OrderPlaced.getClassSchema().getFullName(), new byte[] {9}));
        build.events.pipeInput(log.event("order-1", 2, 2, shipped("order-1", "ada")));
        build.events.pipeInput(log.event("order-2", 1, 3, placed("order-2", "ada")));

        assertThat(parked(SequencedDeadLetters.STORE_BY_AGGREGATE)).hasSize(2);
        assertThat(row("ada").getPlaced()).isEqualTo(1);
        assertThat(row("ada").getShipped()).isZero();

        build.request("order-1", new Request(Request.Action.SKIP, 0, 1, "ada"));

        assertThat(parked(SequencedDeadLetters.STORE_BY_AGGREGATE)).isEmpty();
        assertThat(row("ada").getShipped()).isEqualTo(1);
    }

    private CustomerOrders row(String customer) {
        return Objects.requireNonNull(build.stored(customer), customer);
    }

    private List<ParkedEvent> parked(String store) {
        List<ParkedEvent> parked = new ArrayList<>();
        try (KeyValueIterator<String, ParkedEvent> all =
                build.driver.<String, ParkedEvent>getKeyValueStore(store).all()) {
            all.forEachRemaining(entry -> parked.add(entry.value));
        }
        return parked;
    }

    private static OrderPlaced placed(String order, String customer) {
        return OrderPlaced.newBuilder()
                .setOrderId(order)
                .setCustomerId(customer)
                .setCurrency("EUR")
                .setLines(List.of())
                .setTotalMinor(100)
                .build();
    }

    private static OrderShipped shipped(String order, String customer) {
        return new OrderShipped(order, customer, "post", "1");
    }
}
