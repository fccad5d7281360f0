package dev.foldline.example.order;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.InlineView;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.StateJson;
import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The aggregate type {@code order}. */
public final class OrderType implements AggregateType<OrderCommand, Order, OrderEvent> {

    /** The state, and the row of the view beside it. */
    private static final int STATE_BYTES = 512;

    private final OrderRecords records = new OrderRecords();
    private final OrderDecider decider = new OrderDecider();
    private final StateJson<Order> stateJson = new RecordStateJson<>(Order.class, 1);
    private final List<InlineView<OrderEvent, ?>> inlineViews = List.of(new OrderSummaryTable());

    @Override
    public String name() {
        return "order";
    }

    @Override
    public Decider<OrderCommand, Order, OrderEvent> decider() {
        return decider;
    }

    @Override
    public List<Schema> commands() {
        return records.commands();
    }

    @Override
    public List<Schema> events() {
        return records.events();
    }

    @Override
    public OrderCommand command(String aggregateId, SpecificRecord record) {
        return switch (record) {
            case PlaceOrder data -> new OrderCommand.Place(aggregateId, data);
            case ConfirmPayment data -> new OrderCommand.Confirm(aggregateId, data);
            case ShipOrder data -> new OrderCommand.Ship(aggregateId, data);
            case CancelOrder data -> new OrderCommand.Cancel(aggregateId, data);
            default ->
                throw new IllegalArgumentException(
                        "no order command: " + record.getSchema().getFullName());
        };
    }

    @Override
    public OrderEvent event(SpecificRecord record) {
        return switch (record) {
            case OrderPlaced data -> new OrderEvent.Placed(data);
            case PaymentConfirmed data -> new OrderEvent.Paid(data);
            case OrderShipped data -> new OrderEvent.Shipped(data);
            case OrderCancelled data -> new OrderEvent.Cancelled(data);
            case PaymentRefunded data -> new OrderEvent.Refunded(data);
            default ->
                throw new IllegalArgumentException(
                        "no order event: " + record.getSchema().getFullName());
        };
    }

    @Override
    public SpecificRecord data(OrderEvent event) {
        return event.data();
    }

    @Override
    public StateJson<Order> stateJson() {
        return stateJson;
    }

    @Override
    public int stateBytes(Order state) {
        return switch (state) {
            case Order.Placed placed -> STATE_BYTES + placed.customerId().length();
            case Order.Paid paid ->
                STATE_BYTES + paid.customerId().length() + paid.reference().length();
            case Order.Missing _, Order.Shipped _, Order.Cancelled _ -> STATE_BYTES;
        };
    }

    @Override
    public List<InlineView<OrderEvent, ?>> inlineViews() {
        return inlineViews;
    }
}
