package dev.foldline.example.order;

import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import java.util.List;

/** Commands and events of an order of two lamps and a table, 5,500 in all. */
final class OrderSamples {

    static final String ID = "order-7";

    static final List<OrderLine> LINES = List.of(new OrderLine("lamp", 2, 1_500L), new OrderLine("table", 1, 2_500L));

    static final OrderCommand PLACE = new OrderCommand.Place(
            ID, new PlaceOrder("customer-1", "EUR", LINES, "Via Roma 1", "Turin", "10121", "Italy", "WEB"));

    static final OrderCommand SHIP = new OrderCommand.Ship(ID, new ShipOrder("DHL", "track-9"));

    static final OrderCommand CANCEL = new OrderCommand.Cancel(ID, new CancelOrder("changed my mind", "customer-1"));

    static final OrderEvent PLACED = placed(LINES, 5_500);

    static final OrderEvent PAID =
            new OrderEvent.Paid(new PaymentConfirmed(ID, "customer-1", 5_500L, "EUR", PaymentMethod.WALLET, "pay-3"));

    static final OrderEvent SHIPPED = new OrderEvent.Shipped(new OrderShipped(ID, "customer-1", "DHL", "track-9"));

    static final OrderEvent CANCELLED =
            new OrderEvent.Cancelled(new OrderCancelled(ID, "customer-1", "changed my mind", "customer-1"));

    static final OrderEvent REFUNDED = new OrderEvent.Refunded(
            new PaymentRefunded(ID, "customer-1", 5_500L, "EUR", PaymentMethod.WALLET, "pay-3"));

    private OrderSamples() {}

    static OrderCommand place(OrderLine... lines) {
        return new OrderCommand.Place(
                ID,
                new PlaceOrder("customer-1", "EUR", List.of(lines), "Via Roma 1", "Turin", "10121", "Italy", "WEB"));
    }

    static OrderCommand confirm(long amountMinor) {
        return new OrderCommand.Confirm(ID, new ConfirmPayment(amountMinor, PaymentMethod.WALLET, "pay-3"));
    }

    static OrderEvent placed(List<OrderLine> lines, long totalMinor) {
        return new OrderEvent.Placed(new OrderPlaced(
                ID, "customer-1", "EUR", lines, totalMinor, "Via Roma 1", "Turin", "10121", "Italy", "WEB"));
    }
}
