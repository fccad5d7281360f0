package dev.foldline.command.view;

import static dev.foldline.command.batch.DecidedPartition.NOW;
import static dev.foldline.command.batch.DecidedPartition.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldline.command.batch.DecidedPartition;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.example.order.OrderDomain;
import dev.foldline.runtime.PartitionDatabases;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.serde.Subjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders whose first event was written by a build that knew version 1 of OrderPlaced, and no view. */
final class OlderOrdersIT {

    private static final Schema FIRST =
            Domains.olderShapes(OrderPlaced.getClassSchema()).getFirst();
    private static final Instant PLACED_AT = NOW.minusSeconds(3_600);
    private static final List<OrderLine> LINES =
            List.of(new OrderLine("lamp", 2, 1_500L), new OrderLine("table", 1, 2_500L));

    private final DecidedPartition decided = DecidedPartition.with(OrderDomain.ORDER);
    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final EventStore store = new PostgresEventStore(database);
    private final PartitionBatch older = older("order-1", "order-2");

    @BeforeEach
    void writeAsTheOlderBuildDid() throws Exception {
        store.acquire(PARTITION, "older");
        store.append(List.of(older));
        decided.append(older);
        // Whatever the older build had in memory is lost, and the stream is loaded from its bytes.
        store.acquire(PARTITION, "newer");
        decided.acquireAgain();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void itsFirstEventIsReadInTheSecondVersion() {
        assertThat(decided.decoded(older.events().getFirst()))
                .isEqualTo(new OrderPlaced(
                        "order-1",
                        "customer-1",
                        "EUR",
                        LINES,
                        5_500L,
                        "Via Roma 1",
                        "Turin",
                        "10121",
                        "Italy",
                        "UNKNOWN"));
    }

    @Test
    void itGoesOnFromThereAndShowsInTheView() throws Exception {
        decided.send("order-1", new ConfirmPayment(5_500L, PaymentMethod.WALLET, "pay-3"));
        PartitionBatch paid = decided.commit();
        store.append(List.of(paid));

        assertThat(decided.decoded(paid.events().getFirst()))
                .isEqualTo(new PaymentConfirmed("order-1", "customer-1", 5_500L, "EUR", PaymentMethod.WALLET, "pay-3"));
        assertThat(OrderTable.rows(database))
                .containsOnlyKeys("order-1")
                .containsEntry(
                        "order-1",
                        Arrays.asList(2L, "customer-1", "PAID", 5_500L, "EUR", 3, "WALLET", null, PLACED_AT, NOW));
    }

    @Test
    void buildingTheViewAgainShowsThoseTooThatHaveNotMovedSince() throws Exception {
        try (InlineViews views = new InlineViews(
                new InlineViews.Places(
                        List.of(() -> new PostgresViewRebuild(database)),
                        PartitionDatabases.parse(database.url(), "", 1),
                        1),
                new AggregateTypes(List.of(OrderDomain.ORDER)),
                decided.schemas)) {
            await().until(() -> views.statuses().getFirst().state() == ViewStatus.State.CURRENT);
        }

        assertThat(OrderTable.rows(database))
                .containsOnlyKeys("order-1", "order-2")
                .containsEntry(
                        "order-2",
                        Arrays.asList(1L, "customer-1", "PLACED", 5_500L, "EUR", 3, null, null, PLACED_AT, PLACED_AT));
    }

    /** What the older build committed: one event for each order, and no row of a view. */
    private PartitionBatch older(String... orderIds) {
        List<StoredEvent> events = new ArrayList<>();
        for (String orderId : orderIds) {
            events.add(new StoredEvent(
                    PARTITION,
                    events.size() + 1L,
                    orderId,
                    "order",
                    1,
                    decided.newId(),
                    FIRST.getFullName(),
                    1,
                    firstVersion(orderId),
                    PLACED_AT,
                    decided.newId(),
                    decided.newId(),
                    events.size(),
                    StoredEvent.Metadata.NONE));
        }
        return new PartitionBatch(
                PARTITION, 1, events.size(), events.size() + 1L, events, List.of(), List.of(), List.of(), List.of());
    }

    private byte[] firstVersion(String orderId) {
        GenericRecord order = new GenericRecordBuilder(FIRST)
                .set("orderId", orderId)
                .set("customerId", "customer-1")
                .set("currency", "EUR")
                .set("lines", LINES)
                .set("totalMinor", 5_500L)
                .set("shippingAddress", "Via Roma 1, 10121 Turin, Italy")
                .build();
        int schemaId = decided.schemas.idOf(Subjects.ofRecord(Topics.DEFAULT.events(), FIRST), FIRST);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(FIRST).write(order, encoder);
        } catch (IOException e) {
            throw new AssertionError("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
