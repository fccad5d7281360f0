package dev.foldline.example.order;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.domain.view.table.Table;
import dev.foldline.schema.projection.CustomerOrders;
import java.util.Optional;

/** The customers and their orders in the table {@code customer_orders}. */
public final class CustomerOrdersReadModel implements ReadModel<CustomerOrders> {

    private static final Table<CustomerOrders> TABLE = Table.of(CustomerOrders.class, "customer_orders", "customer_id")
            .bigint("placed", CustomerOrders::getPlaced)
            .bigint("paid", CustomerOrders::getPaid)
            .bigint("shipped", CustomerOrders::getShipped)
            .bigint("cancelled", CustomerOrders::getCancelled)
            .bigint("refunded", CustomerOrders::getRefunded)
            .jsonb("totals", CustomerOrders::getTotals)
            .text("last_order_id", CustomerOrders::getLastOrderId)
            .timestamp("last_order_at", CustomerOrders::getLastOrderAt)
            .timestamp("last_activity_at", CustomerOrders::getLastActivityAt)
            .indexed("last_order_at");

    @Override
    public String name() {
        return OrderRecords.CUSTOMER_ORDERS;
    }

    @Override
    public String view() {
        return OrderRecords.CUSTOMER_ORDERS;
    }

    @Override
    public Optional<Table<CustomerOrders>> table() {
        return Optional.of(TABLE);
    }
}
