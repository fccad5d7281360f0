package dev.foldline.example.order;

import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import org.apache.avro.specific.SpecificRecord;

/** The events of an order. */
public sealed interface OrderEvent {

    SpecificRecord data();

    record Placed(OrderPlaced data) implements OrderEvent {}

    record Paid(PaymentConfirmed data) implements OrderEvent {}

    record Shipped(OrderShipped data) implements OrderEvent {}

    record Cancelled(OrderCancelled data) implements OrderEvent {}

    record Refunded(PaymentRefunded data) implements OrderEvent {}
}
