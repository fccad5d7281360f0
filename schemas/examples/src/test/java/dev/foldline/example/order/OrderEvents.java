package dev.foldline.example.order;

import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PaymentRefunded;
import java.util.List;

/** Events of one customer's order in one currency, with what does not matter filled in. */
record OrderEvents(String orderId, String customerId, String currency) {

    /** Three pieces in two lines. */
    OrderPlaced placed(long totalMinor) {
        List<OrderLine> lines = List.of(new OrderLine("product-1", 1, totalMinor), new OrderLine("product-2", 2, 0L));
        return new OrderPlaced(
                orderId, customerId, currency, lines, totalMinor, "Via Po 1", "Turin", "10121", "Italy", "WEB");
    }

    PaymentConfirmed paid(long amountMinor) {
        return new PaymentConfirmed(orderId, customerId, amountMinor, currency, PaymentMethod.WALLET, "payment-1");
    }

    OrderShipped shipped() {
        return new OrderShipped(orderId, customerId, "carrier", "parcel-1");
    }

    OrderCancelled cancelled() {
        return new OrderCancelled(orderId, customerId, "too late", "customer");
    }

    PaymentRefunded refunded(long amountMinor) {
        return new PaymentRefunded(orderId, customerId, amountMinor, currency, PaymentMethod.WALLET, "payment-1");
    }
}
