package dev.foldline.verify.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentMethod;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.OrderSummaryRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OrderSummaryCheckTest {

    private static final String ORDER = "order-1";
    private static final Instant AT = Instant.parse("2026-11-21T10:15:30Z");

    private final List<SpecificRecord> events = new ArrayList<>();
    private final OrderSummaryCheck check = new OrderSummaryCheck(bytes -> events.get(bytes == null ? 0 : bytes[0]));

    @Test
    void theRowsOfAFoldAreOk() {
        placePayCancel();

        check.endPartition(0, Map.of(ORDER, row(4, "CANCELLED", "WALLET", "late", 4)));

        assertThat(check.report().line()).isEqualTo("ok      table order_summary equals a fold of the table: 1 rows");
    }

    @Test
    void eachStepShowsInTheStatus() {
        place();
        check.endPartition(0, Map.of(ORDER, row(1, "PLACED", null, null, 1)));
        events.clear();
        place();
        pay();
        event(new OrderShipped(ORDER, "customer-1", "carrier", "parcel"));
        check.endPartition(1, Map.of(ORDER, row(3, "SHIPPED", "WALLET", null, 3)));

        assertThat(check.report().ok()).isTrue();
    }

    @Test
    void aWrongRowIsFound() {
        placePayCancel();

        check.endPartition(0, Map.of(ORDER, row(4, "PAID", "WALLET", "late", 4)));

        assertThat(check.report().line()).startsWith("FAILED").contains("partition 0, row order-1 is ");
    }

    @Test
    void aMissingRowIsFound() {
        placePayCancel();

        check.endPartition(0, Map.of());

        assertThat(check.report().line()).endsWith("first: partition 0 has no row order-1");
    }

    @Test
    void aRowThatStayedBehindIsFoundAndOneThatHasMovedOnIsNot() {
        place();
        pay();
        check.endPartition(0, Map.of(ORDER, row(3, "SHIPPED", "WALLET", null, 3)));
        assertThat(check.report().ok()).isTrue();

        events.clear();
        place();
        pay();
        check.endPartition(0, Map.of(ORDER, row(1, "PLACED", null, null, 1)));
        assertThat(check.report().ok()).isFalse();
    }

    @Test
    void rowsWithoutEventsAreFound() {
        check.withoutEvents(3, 0);
        assertThat(check.report().ok()).isTrue();

        check.withoutEvents(3, 2);
        assertThat(check.report().line()).endsWith("first: partition 3 has 2 rows of a version that has no event");
    }

    private void placePayCancel() {
        place();
        pay();
        event(new OrderCancelled(ORDER, "customer-1", "late", "customer"));
        event(new PaymentRefunded(ORDER, "customer-1", 700L, "EUR", PaymentMethod.WALLET, ""));
    }

    private void place() {
        List<OrderLine> lines = List.of(new OrderLine("a", 2, 100L), new OrderLine("b", 1, 500L));
        event(new OrderPlaced(ORDER, "customer-1", "EUR", lines, 700L, "", "", "", "", "WEB"));
    }

    private void pay() {
        event(new PaymentConfirmed(ORDER, "customer-1", 700L, "EUR", PaymentMethod.WALLET, ""));
    }

    /** Gives the check the next event, at so many seconds as its version. */
    private void event(SpecificRecord event) {
        events.add(event);
        int version = events.size();
        check.row(new EventRow(
                0,
                version,
                ORDER,
                "order",
                version,
                new UUID(0, version),
                event.getSchema().getFullName(),
                1,
                new byte[] {(byte) (version - 1)},
                AT.plusSeconds(version),
                new UUID(0, 0),
                new UUID(0, 0),
                version,
                null,
                null,
                null,
                0,
                0));
    }

    private static OrderSummaryRow row(
            long version, String status, @Nullable String method, @Nullable String reason, int updatedSecond) {
        return new OrderSummaryRow(
                version,
                "customer-1",
                status,
                700,
                "EUR",
                3,
                method,
                reason,
                AT.plusSeconds(1),
                AT.plusSeconds(updatedSecond));
    }
}
