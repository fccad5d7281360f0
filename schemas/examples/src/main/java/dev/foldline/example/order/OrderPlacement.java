package dev.foldline.example.order;

import dev.foldline.domain.Decision;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.PlaceOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether an order can be placed as it is, and what it costs. */
final class OrderPlacement {

    private OrderPlacement() {}

    static Decision<OrderEvent> place(OrderCommand.Place command) {
        PlaceOrder data = command.data();
        if (data.getCustomerId().isBlank()) {
            return Decision.reject("invalid-customer", "the customer of " + command.orderId() + " is blank");
        }
        if (!isCurrencyCode(data.getCurrency())) {
            return Decision.reject(
                    "invalid-currency",
                    "currency \"" + data.getCurrency() + "\" is not an ISO 4217 code of three capital letters");
        }
        if (data.getStreet().isBlank()
                || data.getCity().isBlank()
                || data.getCountry().isBlank()) {
            return Decision.reject(
                    "invalid-address",
                    "the address of " + command.orderId() + " lacks one of street \"" + data.getStreet() + "\", city \""
                            + data.getCity() + "\" and country \"" + data.getCountry() + "\"");
        }
        Decision<OrderEvent> refusedLines = refuseLines(command.orderId(), data.getLines());
        return refusedLines == null ? price(command) : refusedLines;
    }

    /** Null where every line can be ordered. */
    private static @Nullable Decision<OrderEvent> refuseLines(String orderId, List<OrderLine> lines) {
        if (lines.isEmpty()) {
            return Decision.reject("no-lines", orderId + " has no line");
        }
        for (int i = 0; i < lines.size(); i++) {
            OrderLine line = lines.get(i);
            if (line.getProductId().isBlank() || line.getQuantity() <= 0 || line.getUnitPriceMinor() < 0) {
                return Decision.reject(
                        "invalid-line",
                        "line " + (i + 1) + " of " + orderId + " is " + line.getQuantity() + " of product \""
                                + line.getProductId() + "\" at " + line.getUnitPriceMinor()
                                + " each: the product must not be blank, the quantity above zero, the price not below");
            }
        }
        return null;
    }

    private static Decision<OrderEvent> price(OrderCommand.Place command) {
        PlaceOrder data = command.data();
        long totalMinor = 0;
        int pieces = 0;
        try {
            for (OrderLine line : data.getLines()) {
                totalMinor =
                        Math.addExact(totalMinor, Math.multiplyExact(line.getUnitPriceMinor(), line.getQuantity()));
                // Summed only to check that it fits, so consumers may count the pieces of an order in 32 bits.
                pieces = Math.addExact(pieces, line.getQuantity());
            }
        } catch (ArithmeticException _) {
            return Decision.reject(
                    "order-too-large",
                    "the " + data.getLines().size() + " lines of " + command.orderId()
                            + " come to more than an order can hold, " + Long.MAX_VALUE + " in money or "
                            + Integer.MAX_VALUE + " in pieces");
        }
        return Decision.accept(new OrderEvent.Placed(new OrderPlaced(
                command.orderId(),
                data.getCustomerId(),
                data.getCurrency(),
                data.getLines(),
                totalMinor,
                data.getStreet(),
                data.getCity(),
                data.getZipCode(),
                data.getCountry(),
                data.getSource())));
    }

    private static boolean isCurrencyCode(String code) {
        return code.length() == 3 && code.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }
}
