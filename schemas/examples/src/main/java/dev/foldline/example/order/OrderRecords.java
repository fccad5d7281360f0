package dev.foldline.example.order;

import dev.foldline.contract.DomainRecords;
import dev.foldline.domain.version.Migration;
import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.schema.projection.DailyTurnover;
import dev.foldline.schema.projection.OrderSummary;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The records of the domain {@code order}. */
public final class OrderRecords implements DomainRecords {

    /** Name of the view that holds one {@link OrderSummary} per order. */
    public static final String ORDER_SUMMARY = "order-summary";

    /** Name of the view that holds one {@link CustomerOrders} per customer. */
    public static final String CUSTOMER_ORDERS = "customer-orders";

    /** Name of the view that holds one {@link DailyTurnover} per day and currency. */
    public static final String DAILY_TURNOVER = "daily-turnover";

    @Override
    public List<Schema> commands() {
        return List.of(
                PlaceOrder.getClassSchema(),
                ConfirmPayment.getClassSchema(),
                ShipOrder.getClassSchema(),
                CancelOrder.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(
                OrderPlaced.getClassSchema(),
                PaymentConfirmed.getClassSchema(),
                OrderShipped.getClassSchema(),
                OrderCancelled.getClassSchema(),
                PaymentRefunded.getClassSchema());
    }

    @Override
    public Map<String, Schema> views() {
        return Map.of(
                ORDER_SUMMARY, OrderSummary.getClassSchema(),
                CUSTOMER_ORDERS, CustomerOrders.getClassSchema(),
                DAILY_TURNOVER, DailyTurnover.getClassSchema());
    }

    @Override
    public List<Migration<GenericRecord>> migrations() {
        return OrderPlacedVersions.migrations();
    }

    @Override
    public List<Schema> olderEvents() {
        return List.of(OrderPlacedVersions.FIRST);
    }
}
