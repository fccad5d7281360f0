package dev.foldline.example.order;

import static dev.foldline.example.order.OrderSamples.CANCELLED;
import static dev.foldline.example.order.OrderSamples.PAID;
import static dev.foldline.example.order.OrderSamples.PLACED;
import static dev.foldline.example.order.OrderSamples.REFUNDED;
import static dev.foldline.example.order.OrderSamples.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderSummaryTableTest {

    private static final Instant FIRST = Instant.parse("2026-11-21T10:15:30.123456Z");

    private final OrderSummaryTable summary = new OrderSummaryTable();

    @Test
    void aPlacedOrderShowsWhatItCostsAndHowManyPiecesItHas() {
        assertThat(columns(PLACED)).containsExactly("customer-1", "PLACED", 5_500L, "EUR", 3, null, null, FIRST, FIRST);
    }

    @Test
    void aPaidOrderShowsHowItWasPaid() {
        assertThat(columns(PLACED, PAID))
                .containsExactly("customer-1", "PAID", 5_500L, "EUR", 3, "WALLET", null, FIRST, after(1));
    }

    @Test
    void aShippedOrderIsShipped() {
        assertThat(columns(PLACED, PAID, SHIPPED))
                .containsExactly("customer-1", "SHIPPED", 5_500L, "EUR", 3, "WALLET", null, FIRST, after(2));
    }

    @Test
    void aCancelledOrderShowsWhy() {
        assertThat(columns(PLACED, CANCELLED))
                .containsExactly("customer-1", "CANCELLED", 5_500L, "EUR", 3, null, "changed my mind", FIRST, after(1));
    }

    @Test
    void anOrderThatWasPaidAndCancelledShowsBoth() {
        assertThat(columns(PLACED, PAID, CANCELLED, REFUNDED))
                .containsExactly(
                        "customer-1", "CANCELLED", 5_500L, "EUR", 3, "WALLET", "changed my mind", FIRST, after(3));
    }

    @Test
    void everyEventCanBeAppliedToEveryRow() {
        List<OrderEvent> events = List.of(PLACED, PAID, SHIPPED, CANCELLED, REFUNDED);
        for (OrderEvent event : events) {
            assertThat(summary.fold(null, event, FIRST) != null).isEqualTo(event.equals(PLACED));
            for (OrderEvent before : events) {
                assertThat(fold(PLACED, before, event)).isNotNull();
            }
        }
    }

    @Test
    void everyRowComesBackFromItsJson() {
        for (OrderSummaryTable.Row row : List.of(fold(PLACED), fold(PLACED, PAID, CANCELLED, REFUNDED))) {
            assertThat(summary.json().read(summary.json().write(row))).isEqualTo(row);
        }
    }

    private List<@Nullable Object> columns(OrderEvent... events) {
        OrderSummaryTable.Row row = fold(events);
        return summary.columns().stream()
                .<@Nullable Object>map(column -> column.value().apply(row))
                .toList();
    }

    /** The row of these events, each a second after the one before. */
    private OrderSummaryTable.Row fold(OrderEvent... events) {
        OrderSummaryTable.@Nullable Row row = null;
        for (int i = 0; i < events.length; i++) {
            row = summary.fold(row, events[i], after(i));
        }
        return Objects.requireNonNull(row, "an order that was placed has a row");
    }

    private static Instant after(int seconds) {
        return FIRST.plusSeconds(seconds);
    }
}
