package dev.foldline.example.order;

import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.projection.OrderStatus;
import dev.foldline.schema.projection.OrderSummary;
import org.jspecify.annotations.Nullable;

/** One row per order: customer, total and status. */
public final class OrderSummaryProjection {

    /** Name of the view. */
    public static final String NAME = "order-summary";

    /** The view itself. */
    public static final Projection<OrderSummary> VIEW = Projection.named(NAME, 1, OrderSummary.class)
            .on(OrderPlaced.class, OrderSummaryProjection::placed)
            .on(PaymentConfirmed.class, OrderSummaryProjection::paid)
            .on(OrderShipped.class, OrderSummaryProjection::shipped)
            .on(OrderCancelled.class, OrderSummaryProjection::cancelled)
            .on(PaymentRefunded.class, OrderSummaryProjection::refunded);

    private OrderSummaryProjection() {}

    private static OrderSummary placed(@Nullable OrderSummary row, OrderPlaced event, EventMetadata metadata) {
        return new OrderSummary(
                metadata.aggregateId(),
                event.getCustomerId(),
                OrderStatus.PLACED,
                event.getTotalMinor(),
                event.getCurrency(),
                event.getLines().stream().mapToInt(OrderLine::getQuantity).sum(),
                null,
                null,
                metadata.occurredAt(),
                metadata.occurredAt(),
                metadata.aggregateVersion());
    }

    private static OrderSummary paid(@Nullable OrderSummary row, PaymentConfirmed event, EventMetadata metadata) {
        OrderSummary before = present(row, metadata);
        return changed(before, OrderStatus.PAID, event.getMethod(), before.getCancelReason(), metadata);
    }

    private static OrderSummary shipped(@Nullable OrderSummary row, OrderShipped event, EventMetadata metadata) {
        OrderSummary before = present(row, metadata);
        return changed(before, OrderStatus.SHIPPED, before.getPaymentMethod(), before.getCancelReason(), metadata);
    }

    private static OrderSummary cancelled(@Nullable OrderSummary row, OrderCancelled event, EventMetadata metadata) {
        OrderSummary before = present(row, metadata);
        return changed(before, OrderStatus.CANCELLED, before.getPaymentMethod(), event.getReason(), metadata);
    }

    /** Follows a cancellation, so that the status stays. */
    private static OrderSummary refunded(@Nullable OrderSummary row, PaymentRefunded event, EventMetadata metadata) {
        OrderSummary before = present(row, metadata);
        return changed(before, before.getStatus(), before.getPaymentMethod(), before.getCancelReason(), metadata);
    }

    private static OrderSummary changed(
            OrderSummary before,
            OrderStatus status,
            @Nullable PaymentMethod paymentMethod,
            @Nullable String cancelReason,
            EventMetadata metadata) {
        return new OrderSummary(
                before.getOrderId(),
                before.getCustomerId(),
                status,
                before.getTotalMinor(),
                before.getCurrency(),
                before.getItemCount(),
                paymentMethod,
                cancelReason,
                before.getCreatedAt(),
                metadata.occurredAt(),
                metadata.aggregateVersion());
    }

    private static OrderSummary present(@Nullable OrderSummary row, EventMetadata metadata) {
        if (row == null) {
            throw new IllegalStateException(metadata.aggregateId() + ": version " + metadata.aggregateVersion()
                    + " has no row to change, so its OrderPlaced did not reach the view");
        }
        return row;
    }
}
