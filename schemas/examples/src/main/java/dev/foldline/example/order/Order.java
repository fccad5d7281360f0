package dev.foldline.example.order;

import dev.foldline.schema.order.PaymentMethod;

/** State of an order, as far as decisions need it: of its lines only the sum. */
public sealed interface Order {

    /** No event yet. */
    record Missing() implements Order {}

    /**
     * Waits for its payment.
     *
     * @param customerId who ordered
     * @param currency   ISO 4217 code of every amount
     * @param totalMinor sum of the lines in minor units, zero or more
     */
    record Placed(String customerId, String currency, long totalMinor) implements Order {}

    /**
     * Waits to be shipped.
     *
     * @param customerId who ordered
     * @param currency   ISO 4217 code of every amount
     * @param paidMinor  what was paid in minor units, which is what the order costs
     * @param method     how it was paid
     * @param reference  reference of the payment at the payment provider
     */
    record Paid(String customerId, String currency, long paidMinor, PaymentMethod method, String reference)
            implements Order {}

    /** An end: accepts no command. */
    record Shipped() implements Order {}

    /** The other end: accepts no command. */
    record Cancelled() implements Order {}
}
