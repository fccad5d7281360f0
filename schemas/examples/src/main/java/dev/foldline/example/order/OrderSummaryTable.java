package dev.foldline.example.order;

import dev.foldline.domain.InlineView;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.StateJson;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of an order list, one row per order, in the table {@code order_summary}. */
final class OrderSummaryTable implements InlineView<OrderEvent, OrderSummaryTable.Row> {

    private static final List<Column<Row>> COLUMNS = List.of(
            new Column<>("customer_id", String.class, Row::customerId),
            new Column<>("status", String.class, row -> row.status().name()),
            new Column<>("total_minor", Long.class, Row::totalMinor),
            new Column<>("currency", String.class, Row::currency),
            new Column<>("item_count", Integer.class, Row::itemCount),
            new Column<>("payment_method", String.class, Row::paymentMethod),
            new Column<>("cancel_reason", String.class, Row::cancelReason),
            new Column<>("created_at", Instant.class, Row::createdAt),
            new Column<>("updated_at", Instant.class, Row::updatedAt));

    private final StateJson<Row> json = new RecordStateJson<>(Row.class, 1);

    /** The status of an order. */
    enum Status {
        PLACED,
        PAID,
        SHIPPED,
        CANCELLED
    }

    /**
     * A row.
     *
     * @param totalMinor    what the order costs, in minor units of the currency
     * @param itemCount     how many pieces, of all lines
     * @param paymentMethod null until the order is paid; kept if the order is cancelled after that
     * @param cancelReason  null unless the order is cancelled
     * @param createdAt     when the order was placed
     * @param updatedAt     when its last event happened
     */
    record Row(
            String customerId,
            Status status,
            long totalMinor,
            String currency,
            int itemCount,
            @Nullable String paymentMethod,
            @Nullable String cancelReason,
            Instant createdAt,
            Instant updatedAt) {

        private static Row placed(OrderPlaced order, Instant at) {
            int itemCount =
                    order.getLines().stream().mapToInt(OrderLine::getQuantity).sum();
            return new Row(
                    order.getCustomerId(),
                    Status.PLACED,
                    order.getTotalMinor(),
                    order.getCurrency(),
                    itemCount,
                    null,
                    null,
                    at,
                    at);
        }

        private Row at(Status newStatus, Instant at) {
            return new Row(
                    customerId, newStatus, totalMinor, currency, itemCount, paymentMethod, cancelReason, createdAt, at);
        }

        private Row paidBy(String method) {
            return new Row(
                    customerId, status, totalMinor, currency, itemCount, method, cancelReason, createdAt, updatedAt);
        }

        private Row cancelledFor(String reason) {
            return new Row(
                    customerId, status, totalMinor, currency, itemCount, paymentMethod, reason, createdAt, updatedAt);
        }
    }

    @Override
    public String name() {
        return "order-summary";
    }

    @Override
    public String table() {
        return "order_summary";
    }

    @Override
    public List<Column<Row>> columns() {
        return COLUMNS;
    }

    @Override
    public @Nullable Row fold(@Nullable Row row, OrderEvent event, Instant occurredAt) {
        if (row == null) {
            return event instanceof OrderEvent.Placed(var order) ? Row.placed(order, occurredAt) : null;
        }
        return switch (event) {
            case OrderEvent.Placed(var order) -> Row.placed(order, occurredAt);
            case OrderEvent.Paid(var payment) ->
                row.at(Status.PAID, occurredAt).paidBy(payment.getMethod().name());
            case OrderEvent.Shipped _ -> row.at(Status.SHIPPED, occurredAt);
            case OrderEvent.Cancelled(var order) ->
                row.at(Status.CANCELLED, occurredAt).cancelledFor(order.getReason());
            case OrderEvent.Refunded _ -> row.at(row.status(), occurredAt);
        };
    }

    @Override
    public StateJson<Row> json() {
        return json;
    }
}
