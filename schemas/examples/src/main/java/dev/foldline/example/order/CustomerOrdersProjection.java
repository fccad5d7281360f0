package dev.foldline.example.order;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.Table;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.projection.CurrencyTotal;
import dev.foldline.schema.projection.CustomerOrders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row per customer, from all of the customer's orders: the number of orders per step, the amount paid, and the last
 * order.
 *
 * <p>Orders lie in different partitions, so their events have no order among each other. Every field is a sum or a
 * maximum, which is the same in any order.
 */
public final class CustomerOrdersProjection {

    /** Name of the view. */
    public static final String NAME = "customer-orders";

    /** The view itself. */
    public static final Projection<CustomerOrders> VIEW = Projection.named(NAME, 1, CustomerOrders.class)
            .rowKey(CustomerOrdersProjection::customerId)
            .on(OrderPlaced.class, CustomerOrdersProjection::placed)
            .on(PaymentConfirmed.class, CustomerOrdersProjection::paid)
            .on(OrderShipped.class, CustomerOrdersProjection::shipped)
            .on(OrderCancelled.class, CustomerOrdersProjection::cancelled)
            .on(PaymentRefunded.class, CustomerOrdersProjection::refunded);

    /** The rows as a table for SQL. */
    static final Table<CustomerOrders> TABLE = Table.of(CustomerOrders.class, "customer_orders", "customer_id")
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

    private CustomerOrdersProjection() {}

    private static @Nullable String customerId(Event event) {
        return switch (event.data()) {
            case OrderPlaced order -> order.getCustomerId();
            case PaymentConfirmed payment -> payment.getCustomerId();
            case OrderShipped order -> order.getCustomerId();
            case OrderCancelled order -> order.getCustomerId();
            case PaymentRefunded refund -> refund.getCustomerId();
            default -> null;
        };
    }

    private static CustomerOrders placed(@Nullable CustomerOrders row, OrderPlaced event, EventMetadata metadata) {
        Draft draft = row == null ? new Draft(event.getCustomerId(), metadata) : new Draft(row, metadata);
        draft.placed++;
        draft.orderPlaced(metadata.aggregateId(), metadata.occurredAt());
        return draft.row();
    }

    private static CustomerOrders paid(@Nullable CustomerOrders row, PaymentConfirmed event, EventMetadata metadata) {
        Draft draft = draft(row, metadata);
        draft.paid++;
        draft.add(new CurrencyTotal(event.getCurrency(), event.getAmountMinor(), 0L));
        return draft.row();
    }

    private static CustomerOrders shipped(@Nullable CustomerOrders row, OrderShipped event, EventMetadata metadata) {
        Draft draft = draft(row, metadata);
        draft.shipped++;
        return draft.row();
    }

    private static CustomerOrders cancelled(
            @Nullable CustomerOrders row, OrderCancelled event, EventMetadata metadata) {
        Draft draft = draft(row, metadata);
        draft.cancelled++;
        return draft.row();
    }

    private static CustomerOrders refunded(
            @Nullable CustomerOrders row, PaymentRefunded event, EventMetadata metadata) {
        Draft draft = draft(row, metadata);
        draft.refunded++;
        draft.add(new CurrencyTotal(event.getCurrency(), 0L, event.getAmountMinor()));
        return draft.row();
    }

    private static Draft draft(@Nullable CustomerOrders row, EventMetadata metadata) {
        if (row == null) {
            throw new IllegalStateException(metadata.aggregateId() + ": version " + metadata.aggregateVersion()
                    + " has no row to change, so its OrderPlaced did not reach the view");
        }
        return new Draft(row, metadata);
    }

    /** A row that one event changes; the row before it is not modified. */
    private static final class Draft {
        private final String customerId;
        private long placed;
        private long paid;
        private long shipped;
        private long cancelled;
        private long refunded;
        private List<CurrencyTotal> totals;
        private String lastOrderId;
        private Instant lastOrderAt;
        private final Instant lastActivityAt;

        private Draft(String customerId, EventMetadata first) {
            this.customerId = customerId;
            this.totals = List.of();
            this.lastOrderId = first.aggregateId();
            this.lastOrderAt = first.occurredAt();
            this.lastActivityAt = first.occurredAt();
        }

        private Draft(CustomerOrders row, EventMetadata next) {
            this.customerId = row.getCustomerId();
            this.placed = row.getPlaced();
            this.paid = row.getPaid();
            this.shipped = row.getShipped();
            this.cancelled = row.getCancelled();
            this.refunded = row.getRefunded();
            this.totals = row.getTotals();
            this.lastOrderId = row.getLastOrderId();
            this.lastOrderAt = row.getLastOrderAt();
            this.lastActivityAt =
                    next.occurredAt().isAfter(row.getLastActivityAt()) ? next.occurredAt() : row.getLastActivityAt();
        }

        private void orderPlaced(String orderId, Instant at) {
            int later = at.compareTo(lastOrderAt);
            if (later > 0 || (later == 0 && orderId.compareTo(lastOrderId) > 0)) {
                lastOrderId = orderId;
                lastOrderAt = at;
            }
        }

        /**
         * Adds to the total of one currency; totals are sorted by currency code.
         *
         * @throws ArithmeticException if the sum does not fit into 64 bits: a wrong one would be worse than none
         */
        private void add(CurrencyTotal more) {
            List<CurrencyTotal> after = new ArrayList<>(totals);
            int place = 0;
            while (place < after.size() && after.get(place).getCurrency().compareTo(more.getCurrency()) < 0) {
                place++;
            }
            if (place < after.size() && after.get(place).getCurrency().equals(more.getCurrency())) {
                after.set(place, sum(after.get(place), more));
            } else {
                after.add(place, more);
            }
            totals = after;
        }

        private static CurrencyTotal sum(CurrencyTotal before, CurrencyTotal more) {
            return new CurrencyTotal(
                    before.getCurrency(),
                    Math.addExact(before.getPaidMinor(), more.getPaidMinor()),
                    Math.addExact(before.getRefundedMinor(), more.getRefundedMinor()));
        }

        private CustomerOrders row() {
            return new CustomerOrders(
                    customerId,
                    placed,
                    paid,
                    shipped,
                    cancelled,
                    refunded,
                    totals,
                    lastOrderId,
                    lastOrderAt,
                    lastActivityAt);
        }
    }
}
