package dev.foldline.verify.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.projection.CurrencyTotal;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.schema.projection.DailyTurnover;
import dev.foldline.schema.projection.OrderStatus;
import dev.foldline.schema.projection.OrderSummary;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.source.EventRow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class OrderViewsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-11-21");

    private final Findings unreadable = new Findings("orders");
    private final List<SpecificRecord> events = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final OrderBook book = new OrderBook(bytes -> events.get(bytes == null ? 0 : bytes[0]), unreadable);
    private final OrderViews views = new OrderViews(book);

    @Test
    void anOrderStandsWhereItsLastStepHasBroughtIt() {
        placed("placed", "Ada", NOON);
        placed("paid", "Ada", NOON);
        paid("paid", 500, NOON.plusSeconds(1));
        placed("shipped", "Ada", NOON);
        paid("shipped", 500, NOON.plusSeconds(1));
        row("shipped", new OrderShipped("shipped", "Ada", "carrier", "parcel"), NOON.plusSeconds(2));
        placed("cancelled", "Ada", NOON);
        paid("cancelled", 500, NOON.plusSeconds(1));
        cancelled("cancelled", NOON.plusSeconds(2));

        Map<String, OrderSummary> rows = views.summaries();

        assertThat(rows).hasSize(4);
        rows.forEach((id, row) -> assertThat(row.getStatus().name()).isEqualToIgnoringCase(id));
        assertThat(rows.get("cancelled"))
                .isEqualTo(new OrderSummary(
                        "cancelled",
                        "Ada",
                        OrderStatus.CANCELLED,
                        500L,
                        "EUR",
                        3,
                        PaymentMethod.WALLET,
                        "late",
                        NOON,
                        NOON.plusSeconds(2),
                        4L));
        assertThat(unreadable.report(Map.of()).ok()).isTrue();
    }

    @Test
    void theOrdersOfACustomerAreCounted() {
        placed("order-1", "Ada", NOON);
        paid("order-1", 500, NOON.plusSeconds(10));
        placed("order-2", "Ada", NOON.plusSeconds(5));
        paid("order-2", 700, NOON.plusSeconds(6));
        cancelled("order-2", NOON.plusSeconds(7));
        placed("order-3", "Bob", NOON);

        Map<String, CustomerOrders> rows = views.customers();

        assertThat(rows).containsOnlyKeys("Ada", "Bob");
        assertThat(rows)
                .containsEntry(
                        "Ada",
                        new CustomerOrders(
                                "Ada",
                                2L,
                                2L,
                                0L,
                                1L,
                                1L,
                                List.of(new CurrencyTotal("EUR", 1_200L, 700L)),
                                "order-2",
                                NOON.plusSeconds(5),
                                NOON.plusSeconds(10)))
                .containsEntry("Bob", new CustomerOrders("Bob", 1L, 0L, 0L, 0L, 0L, List.of(), "order-3", NOON, NOON));
    }

    @Test
    void moneyCountsOnTheDayOnWhichItMoved() {
        placed("order-1", "Ada", NOON.minusSeconds(86_400));
        paid("order-1", 500, NOON);
        placed("order-2", "Bob", NOON);
        paid("order-2", 700, NOON);
        cancelled("order-2", NOON.plusSeconds(86_400));

        assertThat(views.turnovers())
                .isEqualTo(Map.of(
                        "2026-11-21-EUR", new DailyTurnover(DAY, "EUR", 2L, 1_200L, 0L, 0L, 1_200L),
                        "2026-11-22-EUR", new DailyTurnover(DAY.plusDays(1), "EUR", 0L, 0L, 1L, 700L, -700L)));
    }

    @Test
    void aRecordOfAnotherTypeThanItsRowSaysIsFound() {
        events.add(new AccountClosed("order-1", "moved"));
        row("order-1", OrderShipped.class.getName(), NOON);

        assertThat(unreadable.report(Map.of()).line())
                .startsWith("FAILED")
                .contains("holds a dev.foldline.schema.account.AccountClosed");
    }

    private void placed(String order, String customer, Instant at) {
        List<OrderLine> lines = List.of(new OrderLine("product-1", 2, 200L), new OrderLine("product-2", 1, 100L));
        row(
                order,
                new OrderPlaced(order, customer, "EUR", lines, 500L, "Via Po 1", "Turin", "10121", "Italy", "WEB"),
                at);
    }

    private void paid(String order, long amountMinor, Instant at) {
        row(order, new PaymentConfirmed(order, "", amountMinor, "EUR", PaymentMethod.WALLET, "payment"), at);
    }

    /** Gives back 700, where it was paid. */
    private void cancelled(String order, Instant at) {
        row(order, new OrderCancelled(order, "", "late", "customer"), at);
        row(order, new PaymentRefunded(order, "", 700L, "EUR", PaymentMethod.WALLET, "payment"), at);
    }

    private void row(String order, SpecificRecord event, Instant at) {
        events.add(event);
        row(order, event.getSchema().getFullName(), at);
    }

    private void row(String order, String type, Instant at) {
        long position = events.size();
        book.row(new EventRow(
                0,
                position,
                order,
                "order",
                versions.merge(order, 1L, Long::sum),
                new UUID(0, position),
                type,
                1,
                new byte[] {(byte) (position - 1)},
                at,
                new UUID(0, position),
                new UUID(0, position),
                position,
                null,
                null,
                null,
                0,
                0));
    }
}
