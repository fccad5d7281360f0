package dev.foldline.example.order;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.projection.DailyTurnover;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One row per day and currency, under a key such as {@code 2026-11-21-EUR}: the amount paid for orders, and the amount
 * refunded.
 *
 * <p>An event belongs to the day in UTC on which it happened, not to the one on which the view reads it. No day is ever
 * closed: a late event always goes into its own day's row, and consumers see that row change. A refund counts on the
 * day of the refund, not on that of the payment.
 */
public final class DailyTurnoverProjection {

    /** Name of the view. */
    public static final String NAME = "daily-turnover";

    /** The view itself. */
    public static final Projection<DailyTurnover> VIEW = Projection.named(NAME, 1, DailyTurnover.class)
            .rowKey(DailyTurnoverProjection::dayAndCurrency)
            .on(PaymentConfirmed.class, DailyTurnoverProjection::paid)
            .on(PaymentRefunded.class, DailyTurnoverProjection::refunded);

    private DailyTurnoverProjection() {}

    private static @Nullable String dayAndCurrency(Event event) {
        return switch (event.data()) {
            case PaymentConfirmed payment -> day(event.metadata()) + "-" + payment.getCurrency();
            case PaymentRefunded refund -> day(event.metadata()) + "-" + refund.getCurrency();
            default -> null;
        };
    }

    private static DailyTurnover paid(@Nullable DailyTurnover row, PaymentConfirmed event, EventMetadata metadata) {
        DailyTurnover before = row == null ? nothing(event.getCurrency(), metadata) : row;
        return sum(before, 1, event.getAmountMinor(), 0, 0);
    }

    private static DailyTurnover refunded(@Nullable DailyTurnover row, PaymentRefunded event, EventMetadata metadata) {
        DailyTurnover before = row == null ? nothing(event.getCurrency(), metadata) : row;
        return sum(before, 0, 0, 1, event.getAmountMinor());
    }

    /** A day's row before its first event. */
    private static DailyTurnover nothing(String currency, EventMetadata metadata) {
        return new DailyTurnover(day(metadata), currency, 0L, 0L, 0L, 0L, 0L);
    }

    /**
     * A row with these amounts added.
     *
     * @throws ArithmeticException if a sum does not fit into 64 bits: a wrong one would be worse than none
     */
    private static DailyTurnover sum(
            DailyTurnover before, long payments, long paidMinor, long refunds, long refundedMinor) {
        long paidAfterMinor = Math.addExact(before.getPaidMinor(), paidMinor);
        long refundedAfterMinor = Math.addExact(before.getRefundedMinor(), refundedMinor);
        return new DailyTurnover(
                before.getDay(),
                before.getCurrency(),
                before.getPayments() + payments,
                paidAfterMinor,
                before.getRefunds() + refunds,
                refundedAfterMinor,
                paidAfterMinor - refundedAfterMinor);
    }

    private static LocalDate day(EventMetadata metadata) {
        return LocalDate.ofInstant(metadata.occurredAt(), ZoneOffset.UTC);
    }
}
