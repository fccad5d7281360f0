package dev.foldline.example.order;

import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;

/** The commands of an order. */
public sealed interface OrderCommand {

    String orderId();

    record Place(String orderId, PlaceOrder data) implements OrderCommand {}

    record Confirm(String orderId, ConfirmPayment data) implements OrderCommand {}

    record Ship(String orderId, ShipOrder data) implements OrderCommand {}

    record Cancel(String orderId, CancelOrder data) implements OrderCommand {}
}
