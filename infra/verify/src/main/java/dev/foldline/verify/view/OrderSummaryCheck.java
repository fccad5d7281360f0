package dev.foldline.verify.view;

import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.ExampleRecords;
import dev.foldline.verify.source.OrderSummaryRow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code order_summary} equals a fold of the events, partition by partition. Memory holds the orders of one
 * partition. Not thread-safe.
 */
public final class OrderSummaryCheck {

    private static final Set<String> EVENT_TYPES =
            ExampleRecords.orderEvents().stream().map(Schema::getFullName).collect(Collectors.toUnmodifiableSet());

    private final Findings findings = new Findings("table order_summary equals a fold of the table");
    private final RecordDecoder decoder;
    private final Map<String, OrderSummaryRow> folded = new HashMap<>();
    private long rows;

    public OrderSummaryCheck(RecordDecoder decoder) {
        this.decoder = decoder;
    }

    /** Applies one row of a partition; rows of other aggregates are skipped. */
    public void row(EventRow row) {
        if (!EVENT_TYPES.contains(row.eventType())) {
            return;
        }
        try {
            SpecificRecord event = decoder.decode(row.payload());
            @Nullable OrderSummaryRow before = folded.get(row.aggregateId());
            if (event instanceof OrderPlaced placed) {
                folded.put(row.aggregateId(), placed(placed, row));
            } else if (before == null) {
                findings.differ(row.place() + " is a " + row.eventType() + " of an order that was not placed");
            } else {
                folded.put(row.aggregateId(), after(before, event, row));
            }
        } catch (UndecodableException e) {
            findings.differ(row.place() + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Compares the partition whose events were given since the last call.
     *
     * @param shown rows of the table, by order, read after the events; those of orders that have moved on since are not
     *              compared
     */
    public void endPartition(int partition, Map<String, OrderSummaryRow> shown) {
        TreeSet<String> orders = new TreeSet<>(folded.keySet());
        orders.addAll(shown.keySet());
        for (String order : orders) {
            OrderSummaryRow wanted = folded.get(order);
            OrderSummaryRow found = shown.get(order);
            if (found == null) {
                findings.differ("partition " + partition + " has no row " + order);
            } else if (!found.equals(wanted) && !hasMovedOn(wanted, found)) {
                findings.differ("partition " + partition + ", row " + order + " is " + found + ", not " + wanted);
            }
        }
        rows += shown.size();
        folded.clear();
    }

    /** Takes note of rows that show a version which their order does not have. */
    public void withoutEvents(int partition, long count) {
        if (count > 0) {
            findings.differ("partition " + partition + " has " + count + " rows of a version that has no event");
        }
    }

    public CheckReport report() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("rows", rows);
        return findings.report(counts);
    }

    private static boolean hasMovedOn(@Nullable OrderSummaryRow wanted, OrderSummaryRow found) {
        return found.aggregateVersion() > (wanted == null ? 0 : wanted.aggregateVersion());
    }

    private static OrderSummaryRow placed(OrderPlaced order, EventRow row) {
        return new OrderSummaryRow(
                row.aggregateVersion(),
                order.getCustomerId(),
                "PLACED",
                order.getLines().stream()
                        .mapToLong(line -> line.getQuantity() * line.getUnitPriceMinor())
                        .sum(),
                order.getCurrency(),
                order.getLines().stream().mapToInt(OrderLine::getQuantity).sum(),
                null,
                null,
                row.occurredAt(),
                row.occurredAt());
    }

    private OrderSummaryRow after(OrderSummaryRow before, SpecificRecord event, EventRow row) {
        return switch (event) {
            case PaymentConfirmed payment ->
                changed(before, row, "PAID", payment.getMethod().name(), before.cancelReason());
            case OrderShipped _ -> changed(before, row, "SHIPPED", before.paymentMethod(), before.cancelReason());
            case OrderCancelled order -> changed(before, row, "CANCELLED", before.paymentMethod(), order.getReason());
            case PaymentRefunded _ ->
                changed(before, row, before.status(), before.paymentMethod(), before.cancelReason());
            default -> {
                findings.differ(
                        row.place() + " holds a " + event.getSchema().getFullName() + ", not " + row.eventType());
                yield before;
            }
        };
    }

    private static OrderSummaryRow changed(
            OrderSummaryRow before,
            EventRow row,
            String status,
            @Nullable String paymentMethod,
            @Nullable String cancelReason) {
        return new OrderSummaryRow(
                row.aggregateVersion(),
                before.customerId(),
                status,
                before.totalMinor(),
                before.currency(),
                before.itemCount(),
                paymentMethod,
                cancelReason,
                before.createdAt(),
                row.occurredAt());
    }
}
