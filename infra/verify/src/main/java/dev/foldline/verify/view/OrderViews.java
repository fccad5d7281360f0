package dev.foldline.verify.view;

import dev.foldline.schema.projection.CurrencyTotal;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.schema.projection.DailyTurnover;
import dev.foldline.schema.projection.OrderStatus;
import dev.foldline.schema.projection.OrderSummary;
import dev.foldline.schema.projection.ProductSales;
import dev.foldline.verify.view.OrderBook.Amount;
import dev.foldline.verify.view.OrderBook.Order;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The views of orders as they must be, by key. Each is drawn from whole orders, where projection-service folds event by
 * event: the same mistake is not easily made in both.
 */
public final class OrderViews {

    private final OrderBook book;

    /** Money of one order that came in, or was given back, on one day. */
    private record Movement(LocalDate day, String currency, boolean refund, long minor) {

        static Movement of(Order order, Amount amount, boolean refund) {
            return new Movement(
                    LocalDate.ofInstant(amount.at(), ZoneOffset.UTC), order.currency, refund, amount.minor());
        }
    }

    public OrderViews(OrderBook book) {
        this.book = book;
    }

    /** The rows of {@code order-summary}. */
    public Map<String, OrderSummary> summaries() {
        return book.orders().stream().collect(Collectors.toMap(order -> order.orderId, OrderViews::summary));
    }

    /** The rows of {@code customer-orders}. */
    public Map<String, CustomerOrders> customers() {
        Map<String, List<Order>> byCustomer =
                book.orders().stream().collect(Collectors.groupingBy(order -> order.customerId));
        Map<String, CustomerOrders> rows = HashMap.newHashMap(byCustomer.size());
        byCustomer.forEach((customerId, orders) -> rows.put(customerId, customer(customerId, orders)));
        return rows;
    }

    /** The rows of {@code daily-turnover}. */
    public Map<String, DailyTurnover> turnovers() {
        Map<String, List<Movement>> byKey = book.orders().stream()
                .flatMap(OrderViews::movements)
                .collect(Collectors.groupingBy(movement -> movement.day() + "-" + movement.currency()));
        Map<String, DailyTurnover> rows = HashMap.newHashMap(byKey.size());
        byKey.forEach((key, movements) -> rows.put(key, turnover(movements)));
        return rows;
    }

    /** The rows of {@code product-sales}. */
    public Map<String, ProductSales> products() {
        Map<String, List<Order>> byProduct = new HashMap<>();
        for (Order order : book.orders()) {
            order.quantities
                    .keySet()
                    .forEach(product -> byProduct
                            .computeIfAbsent(product, _ -> new ArrayList<>())
                            .add(order));
        }
        Map<String, ProductSales> rows = HashMap.newHashMap(byProduct.size());
        byProduct.forEach((product, orders) -> rows.put(
                product,
                ProductSales.newBuilder()
                        .setProductId(product)
                        .setOrders(orders.size())
                        .setQuantity(orders.stream()
                                .mapToLong(order -> order.quantities.getOrDefault(product, 0L))
                                .sum())
                        .setLastOrderedAt(orders.stream()
                                .map(order -> order.placedAt)
                                .max(Comparator.naturalOrder())
                                .orElseThrow())
                        .build()));
        return rows;
    }

    private static Stream<Movement> movements(Order order) {
        return Stream.of(
                        Optional.ofNullable(order.payment).map(payment -> Movement.of(order, payment, false)),
                        Optional.ofNullable(order.refund).map(refund -> Movement.of(order, refund, true)))
                .flatMap(Optional::stream);
    }

    private static DailyTurnover turnover(List<Movement> ofOneDay) {
        List<Movement> refunds = ofOneDay.stream().filter(Movement::refund).toList();
        long refundedMinor = refunds.stream().mapToLong(Movement::minor).sum();
        long paidMinor = ofOneDay.stream().mapToLong(Movement::minor).sum() - refundedMinor;
        return DailyTurnover.newBuilder()
                .setDay(ofOneDay.getFirst().day())
                .setCurrency(ofOneDay.getFirst().currency())
                .setPayments(ofOneDay.size() - refunds.size())
                .setPaidMinor(paidMinor)
                .setRefunds(refunds.size())
                .setRefundedMinor(refundedMinor)
                .setTurnoverMinor(paidMinor - refundedMinor)
                .build();
    }

    private static OrderSummary summary(Order order) {
        return OrderSummary.newBuilder()
                .setOrderId(order.orderId)
                .setCustomerId(order.customerId)
                .setStatus(status(order))
                .setTotalMinor(order.totalMinor)
                .setCurrency(order.currency)
                .setItemCount(order.itemCount)
                .setPaymentMethod(order.paymentMethod)
                .setCancelReason(order.cancelReason)
                .setCreatedAt(order.placedAt)
                .setUpdatedAt(order.updatedAt)
                .setVersion(order.version)
                .build();
    }

    private static OrderStatus status(Order order) {
        if (order.cancelReason != null) {
            return OrderStatus.CANCELLED;
        }
        if (order.shipped) {
            return OrderStatus.SHIPPED;
        }
        return order.payment == null ? OrderStatus.PLACED : OrderStatus.PAID;
    }

    private static CustomerOrders customer(String customerId, List<Order> orders) {
        Order last = orders.stream()
                .max(Comparator.comparing((Order order) -> order.placedAt).thenComparing(order -> order.orderId))
                .orElseThrow();
        return CustomerOrders.newBuilder()
                .setCustomerId(customerId)
                .setPlaced(orders.size())
                .setPaid(count(orders, order -> order.payment != null))
                .setShipped(count(orders, order -> order.shipped))
                .setCancelled(count(orders, order -> order.cancelReason != null))
                .setRefunded(count(orders, order -> order.refund != null))
                .setTotals(totals(orders))
                .setLastOrderId(last.orderId)
                .setLastOrderAt(last.placedAt)
                .setLastActivityAt(orders.stream()
                        .map(order -> order.latestAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow())
                .build();
    }

    private static long count(List<Order> orders, Predicate<Order> which) {
        return orders.stream().filter(which).count();
    }

    private static List<CurrencyTotal> totals(List<Order> orders) {
        Map<String, List<Order>> paid = orders.stream()
                .filter(order -> order.payment != null)
                .collect(Collectors.groupingBy(order -> order.currency, TreeMap::new, Collectors.toList()));
        return paid.entrySet().stream()
                .map(entry -> new CurrencyTotal(
                        entry.getKey(),
                        entry.getValue().stream()
                                .mapToLong(order -> minor(order.payment))
                                .sum(),
                        entry.getValue().stream()
                                .mapToLong(order -> minor(order.refund))
                                .sum()))
                .toList();
    }

    private static long minor(@Nullable Amount amount) {
        return amount == null ? 0 : amount.minor();
    }
}
