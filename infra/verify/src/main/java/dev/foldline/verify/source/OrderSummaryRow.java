package dev.foldline.verify.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code order_summary}, or what it should be. */
public record OrderSummaryRow(
        long aggregateVersion,
        String customerId,
        String status,
        long totalMinor,
        String currency,
        int itemCount,
        @Nullable String paymentMethod,
        @Nullable String cancelReason,
        Instant createdAt,
        Instant updatedAt) {}
