package dev.foldline.example.order;

import static dev.foldline.domain.spec.ViewSpec.FIRST_AT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.spec.ViewSpec;
import dev.foldline.schema.projection.CurrencyTotal;
import dev.foldline.schema.projection.CustomerOrders;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomerOrdersProjectionTest {

    private final ViewSpec<CustomerOrders> spec = ViewSpec.of(CustomerOrdersProjection.VIEW);
    private final OrderEvents first = new OrderEvents("order-1", "Ada", "EUR");
    private final OrderEvents second = new OrderEvents("order-2", "Ada", "USD");

    @Test
    void theOrdersOfOneCustomerMakeOneRow() {
        spec.given("order-1", first.placed(500), first.paid(500), first.shipped())
                .given("order-2", second.placed(700))
                .given("order-3", new OrderEvents("order-3", "Bob", "EUR").placed(1))
                .thenKeys("Ada", "Bob")
                .thenRow(
                        "Ada",
                        CustomerOrders.newBuilder()
                                .setCustomerId("Ada")
                                .setPlaced(2)
                                .setPaid(1)
                                .setShipped(1)
                                .setCancelled(0)
                                .setRefunded(0)
                                .setTotals(List.of(new CurrencyTotal("EUR", 500L, 0L)))
                                .setLastOrderId("order-2")
                                .setLastOrderAt(at(3))
                                .setLastActivityAt(at(3))
                                .build());
    }

    @Test
    void whatWasPaidAndGivenBackIsSummedForEachCurrencyInTheOrderOfTheirCodes() {
        OrderEvents third = new OrderEvents("order-3", "Ada", "USD");
        spec.given("order-2", second.placed(700), second.paid(700), second.cancelled(), second.refunded(700))
                .given("order-1", first.placed(500), first.paid(500))
                .given("order-3", third.placed(1), third.paid(1))
                .thenRow(
                        "Ada",
                        CustomerOrders.newBuilder()
                                .setCustomerId("Ada")
                                .setPlaced(3)
                                .setPaid(3)
                                .setShipped(0)
                                .setCancelled(1)
                                .setRefunded(1)
                                .setTotals(List.of(
                                        new CurrencyTotal("EUR", 500L, 0L), new CurrencyTotal("USD", 701L, 700L)))
                                .setLastOrderId("order-3")
                                .setLastOrderAt(at(6))
                                .setLastActivityAt(at(7))
                                .build());
    }

    @Test
    void anOrderThatComesLateIsNotTheLastOne() {
        spec.at(at(60))
                .given("order-1", first.placed(500))
                .at(at(10))
                .given("order-2", second.placed(700), second.cancelled())
                .thenRow("Ada", placed(2, 1, "order-1", at(60), at(60)));
    }

    @Test
    void ofTwoOrdersPlacedAtOnceTheOneWithTheGreaterIdIsTheLast() {
        spec.at(at(60))
                .given("order-2", second.placed(700))
                .at(at(60))
                .given("order-1", first.placed(500))
                .thenRow("Ada", placed(2, 0, "order-2", at(60), at(60)));
    }

    @Test
    void aSumThatDoesNotFitIsRefusedAndNotWrittenWrong() {
        spec.given("order-1", first.placed(Long.MAX_VALUE), first.paid(Long.MAX_VALUE));
        OrderEvents more = new OrderEvents("order-3", "Ada", "EUR");
        spec.given("order-3", more.placed(1));

        assertThatThrownBy(() -> spec.given("order-3", more.paid(1))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aPaymentWithoutAnOrderIsRefusedByName() {
        assertThatThrownBy(() -> spec.given("order-1", first.paid(500)))
                .hasMessage("order-1: version 1 has no row to change, so its OrderPlaced did not reach the view");
    }

    private static CustomerOrders placed(
            long placed, long cancelled, String lastOrderId, Instant lastOrderAt, Instant lastActivityAt) {
        return CustomerOrders.newBuilder()
                .setCustomerId("Ada")
                .setPlaced(placed)
                .setPaid(0)
                .setShipped(0)
                .setCancelled(cancelled)
                .setRefunded(0)
                .setTotals(List.of())
                .setLastOrderId(lastOrderId)
                .setLastOrderAt(lastOrderAt)
                .setLastActivityAt(lastActivityAt)
                .build();
    }

    private static Instant at(long second) {
        return FIRST_AT.plusSeconds(second);
    }
}
