package dev.foldline.example.order;

import static dev.foldline.domain.spec.ViewSpec.FIRST_AT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.spec.ViewSpec;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.projection.OrderStatus;
import dev.foldline.schema.projection.OrderSummary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderSummaryProjectionTest {

    private final ViewSpec<OrderSummary> spec = ViewSpec.of(OrderSummaryProjection.VIEW);
    private final OrderEvents order = new OrderEvents("o", "Ada", "EUR");

    @Test
    void aPlacedOrderHasARowWithItsTotalAndItsPieces() {
        spec.given("o", order.placed(500)).thenRow("o", row(OrderStatus.PLACED, null, null, 1));
    }

    @Test
    void aPaidOrderShowsHowItWasPaid() {
        spec.given("o", order.placed(500), order.paid(500))
                .thenRow("o", row(OrderStatus.PAID, PaymentMethod.WALLET, null, 2));
    }

    @Test
    void aShippedOrderKeepsHowItWasPaid() {
        spec.given("o", order.placed(500), order.paid(500), order.shipped())
                .thenRow("o", row(OrderStatus.SHIPPED, PaymentMethod.WALLET, null, 3));
    }

    @Test
    void anOrderCancelledBeforeItWasPaidShowsWhy() {
        spec.given("o", order.placed(500), order.cancelled())
                .thenRow("o", row(OrderStatus.CANCELLED, null, "too late", 2));
    }

    @Test
    void aRefundLeavesTheOrderCancelled() {
        spec.given("o", order.placed(500), order.paid(500), order.cancelled(), order.refunded(500))
                .thenRow("o", row(OrderStatus.CANCELLED, PaymentMethod.WALLET, "too late", 4));
    }

    @Test
    void ordersOfOneCustomerDoNotTouchEachOther() {
        spec.given("o", order.placed(500))
                .given("p", new OrderEvents("p", "Ada", "EUR").placed(1))
                .given("p", new OrderEvents("p", "Ada", "EUR").cancelled())
                .thenKeys("o", "p")
                .thenRow("o", row(OrderStatus.PLACED, null, null, 1));
    }

    @Test
    void aPaymentWithoutAnOrderIsRefusedByName() {
        assertThatThrownBy(() -> spec.given("o", order.paid(500)))
                .hasMessage("o: version 1 has no row to change, so its OrderPlaced did not reach the view");
    }

    private static OrderSummary row(
            OrderStatus status, @Nullable PaymentMethod method, @Nullable String cancelReason, long version) {
        return new OrderSummary(
                "o",
                "Ada",
                status,
                500L,
                "EUR",
                3,
                method,
                cancelReason,
                FIRST_AT,
                FIRST_AT.plusSeconds(version - 1),
                version);
    }
}
