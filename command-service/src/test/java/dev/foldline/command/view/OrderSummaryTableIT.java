package dev.foldline.command.view;

import static dev.foldline.command.batch.DecidedPartition.NOW;
import static dev.foldline.command.batch.DecidedPartition.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.command.batch.DecidedPartition;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.example.order.OrderDomain;
import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands leave in the table, on a real Postgres. */
final class OrderSummaryTableIT {

    private static final SpecificRecord PLACE = new PlaceOrder(
            "customer-1",
            "EUR",
            List.of(new OrderLine("lamp", 2, 1_500L), new OrderLine("table", 1, 2_500L)),
            "Via Roma 1",
            "Turin",
            "10121",
            "Italy",
            "WEB");
    private static final SpecificRecord CONFIRM = new ConfirmPayment(5_500L, PaymentMethod.BANK_TRANSFER, "pay-3");
    private static final SpecificRecord SHIP = new ShipOrder("DHL", "track-9");
    private static final SpecificRecord CANCEL = new CancelOrder("Zoë's \"mind\" changed", "customer-1");

    private final PostgresSettings database = PostgresServer.migratedDatabase(1);
    private final DecidedPartition decided = DecidedPartition.with(OrderDomain.ORDER);
    private final EventStore store = new PostgresEventStore(database);

    @BeforeEach
    void acquire() {
        store.acquire(PARTITION, "test");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyOrderHasOneRowAsItsLastCommandLeftIt() throws Exception {
        decide("order-1", PLACE);
        decide("order-2", PLACE, CONFIRM);
        decide("order-3", PLACE, CONFIRM, SHIP);
        decide("order-4", PLACE, CANCEL);
        decide("order-5", PLACE, CONFIRM, CANCEL);
        decide("order-6", CONFIRM);
        store.append(List.of(decided.commit()));

        assertThat(OrderTable.rows(database)).hasSize(5);
        assertThat(OrderTable.rows(database).get("order-1")).isEqualTo(row(1, "PLACED", null, null));
        assertThat(OrderTable.rows(database).get("order-2")).isEqualTo(row(2, "PAID", "BANK_TRANSFER", null));
        assertThat(OrderTable.rows(database).get("order-3")).isEqualTo(row(3, "SHIPPED", "BANK_TRANSFER", null));
        assertThat(OrderTable.rows(database).get("order-4"))
                .isEqualTo(row(2, "CANCELLED", null, "Zoë's \"mind\" changed"));
        assertThat(OrderTable.rows(database).get("order-5"))
                .isEqualTo(row(4, "CANCELLED", "BANK_TRANSFER", "Zoë's \"mind\" changed"));
    }

    @Test
    void aLaterBatchTakesThePlaceOfTheRowAndARefusedCommandLeavesIt() throws Exception {
        decide("order-1", PLACE);
        store.append(List.of(decided.commit()));
        decide("order-1", CONFIRM);
        store.append(List.of(decided.commit()));
        decide("order-1", CONFIRM);
        store.append(List.of(decided.commit()));

        assertThat(OrderTable.rows(database).get("order-1")).isEqualTo(row(2, "PAID", "BANK_TRANSFER", null));
    }

    @Test
    void theListsOfACustomerAndOfAStatusAreReadByIndex() throws Exception {
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO order_summary
                    SELECT 0, 'order-' || n, 1, 'customer-' || n % 500,
                           CASE n % 50 WHEN 0 THEN 'PLACED' ELSE 'SHIPPED' END, 1, 'EUR', 1, NULL, NULL, now(), now()
                    FROM generate_series(1, 5000) AS n""");
            statement.execute("ANALYZE order_summary");
            assertThat(plan(statement, "customer_id = 'customer-7' AND status = 'SHIPPED'"))
                    .contains("order_summary_customer")
                    .contains("Index Cond: ((customer_id = 'customer-7'::text) AND (status = 'SHIPPED'::text))");
            assertThat(plan(statement, "status = 'PLACED' AND created_at < now() - interval '1 hour'"))
                    .contains("order_summary_status")
                    .contains("Index Cond: ((status = 'PLACED'::text) AND (created_at <");
        }
    }

    private static String plan(Statement statement, String where) throws Exception {
        List<String> lines = new ArrayList<>();
        try (var rows = statement.executeQuery("EXPLAIN SELECT * FROM order_summary WHERE " + where)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return String.join("\n", lines);
    }

    private void decide(String orderId, SpecificRecord... commands) {
        for (SpecificRecord command : commands) {
            decided.send(orderId, command);
        }
    }

    private static List<@Nullable Object> row(
            long version, String status, @Nullable String paymentMethod, @Nullable String cancelReason) {
        List<@Nullable Object> row = new ArrayList<>(List.of(version, "customer-1", status, 5_500L, "EUR", 3));
        row.add(paymentMethod);
        row.add(cancelReason);
        row.addAll(List.of(NOW, NOW));
        return row;
    }
}
