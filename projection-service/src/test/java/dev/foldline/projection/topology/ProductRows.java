package dev.foldline.projection.topology;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Fold;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.RowKey;
import dev.foldline.example.order.CustomerOrdersProjection;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.projection.CustomerOrders;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A view with a row for each product of an order. A row says which events it has had, in order: so it shows an event
 * that was lost, applied twice or applied too early. It has the schema of another view, whose name it bears.
 */
final class ProductRows implements Projection<CustomerOrders> {

    /** Products whose rows take no event: a bug, until it is fixed. */
    final Set<String> refused = new HashSet<>();

    /** A product whose row ends its thread. */
    static final String FATAL = "fatal";

    private final int version;
    private final RowKey rowKey;

    private ProductRows(int version, RowKey rowKey) {
        this.version = version;
        this.rowKey = rowKey;
    }

    static ProductRows first() {
        return new ProductRows(1, RowKey.each(ProductRows::products));
    }

    /** A version that has no row for milk, but one for all orders. */
    static ProductRows second() {
        return new ProductRows(
                2,
                RowKey.each(event -> Stream.concat(Stream.of("all"), products(event).stream())
                        .filter(product -> !product.equals("milk"))
                        .toList()));
    }

    /** A version with a row for each order. */
    static ProductRows byOrder() {
        return new ProductRows(3, RowKey.ofAggregate());
    }

    /** An order for these products. */
    static OrderPlaced order(String... products) {
        return OrderPlaced.newBuilder()
                .setOrderId("order")
                .setCustomerId("ada")
                .setCurrency("EUR")
                .setLines(Stream.of(products)
                        .map(product -> new OrderLine(product, 1, 100L))
                        .toList())
                .setTotalMinor(100)
                .build();
    }

    private static Collection<String> products(Event event) {
        return event.data() instanceof OrderPlaced order
                ? order.getLines().stream().map(OrderLine::getProductId).toList()
                : List.of();
    }

    @Override
    public String name() {
        return CustomerOrdersProjection.NAME;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public RowKey rowKey() {
        return rowKey;
    }

    @Override
    public Fold<CustomerOrders> fold() {
        return Fold.into(CustomerOrders.class).on(OrderPlaced.class, this::placed);
    }

    private CustomerOrders placed(@Nullable CustomerOrders row, OrderPlaced order, EventMetadata metadata) {
        String product = metadata.rowKey();
        if (product.equals(FATAL)) {
            throw new AssertionError("the thread ends in the middle of the event");
        }
        if (refused.contains(product)) {
            throw new IllegalStateException("no " + product + " today");
        }
        String had = row == null ? "" : row.getLastOrderId() + " ";
        return CustomerOrders.newBuilder()
                .setCustomerId(product)
                .setPlaced(row == null ? 1 : row.getPlaced() + 1)
                .setPaid(0)
                .setShipped(0)
                .setCancelled(0)
                .setRefunded(0)
                .setTotals(List.of())
                .setLastOrderId(had + metadata.partition() + ":" + metadata.position())
                .setLastOrderAt(metadata.occurredAt())
                .setLastActivityAt(metadata.occurredAt())
                .build();
    }
}
