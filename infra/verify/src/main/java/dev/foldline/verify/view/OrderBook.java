package dev.foldline.verify.view;

import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.ExampleRecords;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every order of the table with what has happened to it: what {@link OrderViews} draws its views from. Memory holds all
 * orders. Not thread-safe.
 */
public final class OrderBook {

    private static final Set<String> EVENT_TYPES =
            ExampleRecords.orderEvents().stream().map(Schema::getFullName).collect(Collectors.toUnmodifiableSet());

    private final RecordDecoder decoder;
    private final Findings unreadable;
    private final Map<String, Order> orders = new HashMap<>();

    /** Money that moved once: what an order was paid with, or what of it was given back. */
    record Amount(long minor, Instant at) {}

    /** One order so far. */
    static final class Order {
        final String orderId;
        String customerId = "";
        String currency = "";
        long totalMinor;
        int itemCount;

        /** Pieces by product. */
        final Map<String, Long> quantities = new HashMap<>();

        Instant placedAt = Instant.EPOCH;
        /** When the event of the greatest version happened. */
        Instant updatedAt = Instant.EPOCH;
        /** The greatest time of any event; a clock may have gone back between two. */
        Instant latestAt = Instant.EPOCH;

        long version;

        @Nullable
        PaymentMethod paymentMethod;

        @Nullable
        Amount payment;

        @Nullable
        Amount refund;

        @Nullable
        String cancelReason;

        boolean shipped;

        private Order(String orderId) {
            this.orderId = orderId;
        }
    }

    /**
     * @param unreadable takes note of events that cannot be decoded or are none of an order
     */
    public OrderBook(RecordDecoder decoder, Findings unreadable) {
        this.decoder = decoder;
        this.unreadable = unreadable;
    }

    /** Applies one row; rows of other aggregates are skipped. */
    public void row(EventRow row) {
        if (!EVENT_TYPES.contains(row.eventType())) {
            return;
        }
        Order order = orders.computeIfAbsent(row.aggregateId(), Order::new);
        order.version = row.aggregateVersion();
        order.updatedAt = row.occurredAt();
        if (row.occurredAt().isAfter(order.latestAt)) {
            order.latestAt = row.occurredAt();
        }
        try {
            apply(order, decoder.decode(row.payload()), row);
        } catch (UndecodableException e) {
            unreadable.differ(row.place() + " cannot be read: " + e.getMessage());
        }
    }

    Collection<Order> orders() {
        return Collections.unmodifiableCollection(orders.values());
    }

    private void apply(Order order, SpecificRecord event, EventRow row) {
        switch (event) {
            case OrderPlaced placed -> {
                order.customerId = placed.getCustomerId();
                order.currency = placed.getCurrency();
                order.placedAt = row.occurredAt();
                for (OrderLine line : placed.getLines()) {
                    order.totalMinor += line.getQuantity() * line.getUnitPriceMinor();
                    order.itemCount += line.getQuantity();
                    order.quantities.merge(line.getProductId(), (long) line.getQuantity(), Long::sum);
                }
            }
            case PaymentConfirmed payment -> {
                order.paymentMethod = payment.getMethod();
                order.payment = new Amount(payment.getAmountMinor(), row.occurredAt());
            }
            case PaymentRefunded refund -> order.refund = new Amount(refund.getAmountMinor(), row.occurredAt());
            case OrderShipped _ -> order.shipped = true;
            case OrderCancelled cancelled -> order.cancelReason = cancelled.getReason();
            default ->
                unreadable.differ(
                        row.place() + " holds a " + event.getSchema().getFullName() + ", not " + row.eventType());
        }
    }
}
