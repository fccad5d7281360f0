package dev.foldline.projection.order;

import dev.foldline.contract.OrderRecords;
import dev.foldline.projection.view.table.ColumnType;
import dev.foldline.projection.view.table.ReadModel;
import dev.foldline.projection.view.table.Table;
import dev.foldline.schema.projection.CustomerOrders;
import java.util.Optional;

/** The customers and their orders in the table {@code customer_orders}. */
public final class CustomerOrdersReadModel implements ReadModel<CustomerOrders> {

    private static final Table<CustomerOrders> TABLE = Table.of(CustomerOrders.class, "customer_orders", "customer_id")
            .with("placed", ColumnType.BIGINT, CustomerOrders::getPlaced)
            .with("paid", ColumnType.BIGINT, CustomerOrders::getPaid)
            .with("shipped", ColumnType.BIGINT, CustomerOrders::getShipped)
            .with("cancelled", ColumnType.BIGINT, CustomerOrders::getCancelled)
            .with("refunded", ColumnType.BIGINT, CustomerOrders::getRefunded)
            .with("totals", ColumnType.JSONB, CustomerOrders::getTotals)
            .with("last_order_id", ColumnType.TEXT, CustomerOrders::getLastOrderId)
            .with("last_order_at", ColumnType.TIMESTAMP, CustomerOrders::getLastOrderAt)
            .with("last_activity_at", ColumnType.TIMESTAMP, CustomerOrders::getLastActivityAt)
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
