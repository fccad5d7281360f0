package dev.foldline.example.order;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.spec.ViewSpec;
import dev.foldline.schema.projection.DailyTurnover;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DailyTurnoverProjectionTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-21");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final ViewSpec<DailyTurnover> spec = ViewSpec.of(DailyTurnoverProjection.VIEW);
    private final OrderEvents euros = new OrderEvents("order-1", "Ada", "EUR");
    private final OrderEvents dollars = new OrderEvents("order-2", "Bob", "USD");

    @Test
    void paymentsOfADayAreSummedForEachCurrency() {
        spec.at(NOON)
                .given("order-1", euros.placed(500), euros.paid(500))
                .given("order-2", dollars.placed(700), dollars.paid(700))
                .given("order-3", euros.placed(1), euros.paid(1), euros.shipped())
                .thenKeys("2026-11-21-EUR", "2026-11-21-USD")
                .thenRow("2026-11-21-EUR", new DailyTurnover(DAY, "EUR", 2L, 501L, 0L, 0L, 501L))
                .thenRow("2026-11-21-USD", new DailyTurnover(DAY, "USD", 1L, 700L, 0L, 0L, 700L));
    }

    @Test
    void aRefundCountsOnItsOwnDay() {
        spec.at(NOON)
                .given("order-1", euros.placed(500), euros.paid(500))
                .at(NOON.plusSeconds(86_400))
                .given("order-1", euros.cancelled(), euros.refunded(500))
                .thenRow("2026-11-21-EUR", new DailyTurnover(DAY, "EUR", 1L, 500L, 0L, 0L, 500L))
                .thenRow("2026-11-22-EUR", new DailyTurnover(DAY.plusDays(1), "EUR", 0L, 0L, 1L, 500L, -500L));
    }

    @Test
    void theDayEndsAtMidnightInUtc() {
        spec.at(Instant.parse("2026-11-21T23:59:59.999999Z"))
                .given("order-1", euros.paid(1))
                .at(Instant.parse("2026-11-22T00:00:00Z"))
                .given("order-3", euros.paid(2))
                .thenRow("2026-11-21-EUR", new DailyTurnover(DAY, "EUR", 1L, 1L, 0L, 0L, 1L))
                .thenRow("2026-11-22-EUR", new DailyTurnover(DAY.plusDays(1), "EUR", 1L, 2L, 0L, 0L, 2L));
    }

    @Test
    void anEventThatComesAYearLateGoesIntoItsOwnDay() {
        spec.at(NOON.plusSeconds(365 * 86_400L))
                .given("order-1", euros.paid(500))
                .at(NOON)
                .given("order-3", euros.paid(20))
                .thenKeys("2026-11-21-EUR", "2027-11-21-EUR")
                .thenRow("2026-11-21-EUR", new DailyTurnover(DAY, "EUR", 1L, 20L, 0L, 0L, 20L));
    }

    @Test
    void aSumThatDoesNotFitIsRefusedAndNotWrittenWrong() {
        spec.at(NOON).given("order-1", euros.paid(Long.MAX_VALUE));

        assertThatThrownBy(() -> spec.given("order-3", euros.paid(1))).isInstanceOf(ArithmeticException.class);
    }
}
