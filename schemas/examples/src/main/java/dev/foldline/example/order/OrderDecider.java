package dev.foldline.example.order;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.order.ShipOrder;
import java.util.stream.Stream;

/**
 * Decides the commands of an order.
 *
 * <p>An order is placed once and costs what its lines cost. It is paid in full and then shipped. Until it is shipped it
 * can be cancelled, and then the full payment is refunded. A shipped or cancelled order accepts no further command.
 */
public final class OrderDecider implements Decider<OrderCommand, Order, OrderEvent> {

    @Override
    public Order initialState() {
        return new Order.Missing();
    }

    @Override
    public Decision<OrderEvent> decide(OrderCommand command, Order state) {
        return switch (state) {
            case Order.Missing _ -> decideMissing(command);
            case Order.Placed placed -> decidePlaced(command, placed);
            case Order.Paid paid -> decidePaid(command, paid);
            case Order.Shipped _ ->
                Decision.reject("order-shipped", command.orderId() + " is shipped and accepts no command");
            case Order.Cancelled _ ->
                Decision.reject("order-cancelled", command.orderId() + " is cancelled and accepts no command");
        };
    }

    @Override
    public Order evolve(Order state, OrderEvent event) {
        return switch (event) {
            case OrderEvent.Placed(var e) -> new Order.Placed(e.getCustomerId(), e.getCurrency(), e.getTotalMinor());
            case OrderEvent.Paid(var e) ->
                new Order.Paid(e.getCustomerId(), e.getCurrency(), e.getAmountMinor(), e.getMethod(), e.getReference());
            case OrderEvent.Shipped _ -> new Order.Shipped();
            case OrderEvent.Cancelled _, OrderEvent.Refunded _ -> new Order.Cancelled();
        };
    }

    private static Decision<OrderEvent> decideMissing(OrderCommand command) {
        return switch (command) {
            case OrderCommand.Place place -> OrderPlacement.place(place);
            case OrderCommand.Confirm _, OrderCommand.Ship _, OrderCommand.Cancel _ ->
                Decision.reject("aggregate-not-found", "there is no order " + command.orderId());
        };
    }

    private static Decision<OrderEvent> decidePlaced(OrderCommand command, Order.Placed order) {
        return switch (command) {
            case OrderCommand.Place _ -> exists(command);
            case OrderCommand.Confirm confirm -> confirm(confirm, order);
            case OrderCommand.Ship _ ->
                Decision.reject(
                        "order-not-paid",
                        command.orderId() + " cannot be shipped while " + order.totalMinor() + " " + order.currency()
                                + " are to be paid");
            case OrderCommand.Cancel cancel -> cancel(cancel, order.customerId());
        };
    }

    private static Decision<OrderEvent> decidePaid(OrderCommand command, Order.Paid order) {
        return switch (command) {
            case OrderCommand.Place _ -> exists(command);
            case OrderCommand.Confirm _ ->
                Decision.reject(
                        "order-paid",
                        command.orderId() + " is paid already: " + order.paidMinor() + " " + order.currency() + " by "
                                + order.method());
            case OrderCommand.Ship ship -> ship(ship, order);
            case OrderCommand.Cancel cancel -> cancel(cancel, order.customerId(), refund(cancel, order));
        };
    }

    private static Decision<OrderEvent> exists(OrderCommand command) {
        return Decision.reject("aggregate-exists", command.orderId() + " is placed already");
    }

    private static Decision<OrderEvent> confirm(OrderCommand.Confirm command, Order.Placed order) {
        ConfirmPayment data = command.data();
        if (data.getAmountMinor() != order.totalMinor()) {
            return Decision.reject(
                    "payment-mismatch",
                    command.orderId() + " costs " + order.totalMinor() + " " + order.currency()
                            + ", and the payment is " + data.getAmountMinor());
        }
        return Decision.accept(new OrderEvent.Paid(new PaymentConfirmed(
                command.orderId(),
                order.customerId(),
                data.getAmountMinor(),
                order.currency(),
                data.getMethod(),
                data.getReference())));
    }

    private static Decision<OrderEvent> ship(OrderCommand.Ship command, Order.Paid order) {
        ShipOrder data = command.data();
        if (data.getCarrier().isBlank() || data.getTrackingNumber().isBlank()) {
            return Decision.reject(
                    "invalid-shipment",
                    "the shipment of " + command.orderId() + " by \"" + data.getCarrier() + "\" with tracking number \""
                            + data.getTrackingNumber() + "\" lacks one of the two");
        }
        return Decision.accept(new OrderEvent.Shipped(
                new OrderShipped(command.orderId(), order.customerId(), data.getCarrier(), data.getTrackingNumber())));
    }

    private static Decision<OrderEvent> cancel(
            OrderCommand.Cancel command, String customerId, OrderEvent... consequences) {
        CancelOrder data = command.data();
        if (data.getReason().isBlank() || data.getCancelledBy().isBlank()) {
            return Decision.reject(
                    "invalid-cancellation",
                    "the cancellation of " + command.orderId() + " for \"" + data.getReason() + "\" by \""
                            + data.getCancelledBy() + "\" lacks one of the two");
        }
        OrderEvent cancelled = new OrderEvent.Cancelled(
                new OrderCancelled(command.orderId(), customerId, data.getReason(), data.getCancelledBy()));
        return Decision.accept(
                Stream.concat(Stream.of(cancelled), Stream.of(consequences)).toList());
    }

    private static OrderEvent refund(OrderCommand.Cancel command, Order.Paid order) {
        return new OrderEvent.Refunded(new PaymentRefunded(
                command.orderId(),
                order.customerId(),
                order.paidMinor(),
                order.currency(),
                order.method(),
                order.reference()));
    }
}
