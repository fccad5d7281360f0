package dev.foldline.example.order;

import dev.foldline.domain.view.Event;
import dev.foldline.domain.view.EventMetadata;
import dev.foldline.domain.view.Projection;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.projection.ProductSales;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row per product, from the lines of all orders: an order changes the row of each of its products.
 *
 * <p>Orders are in different partitions, so their events have no order among each other. Every field is a sum or a
 * maximum, which is the same in any order.
 */
public final class ProductSalesProjection {

    /** Name of the view. */
    public static final String NAME = "product-sales";

    /** The view itself. */
    public static final Projection<ProductSales> VIEW = Projection.named(NAME, 1, ProductSales.class)
            .rowKeys(ProductSalesProjection::products)
            .on(OrderPlaced.class, ProductSalesProjection::placed);

    private ProductSalesProjection() {}

    /** A product on two lines is named twice, and is one row. */
    private static List<String> products(Event event) {
        return event.data() instanceof OrderPlaced order
                ? order.getLines().stream().map(OrderLine::getProductId).toList()
                : List.of();
    }

    private static ProductSales placed(@Nullable ProductSales row, OrderPlaced order, EventMetadata metadata) {
        String product = metadata.rowKey();
        long quantity = order.getLines().stream()
                .filter(line -> line.getProductId().equals(product))
                .mapToLong(OrderLine::getQuantity)
                .sum();
        Instant at = metadata.occurredAt();
        if (row == null) {
            return new ProductSales(product, 1L, quantity, at);
        }
        return new ProductSales(
                product,
                row.getOrders() + 1,
                Math.addExact(row.getQuantity(), quantity),
                at.isAfter(row.getLastOrderedAt()) ? at : row.getLastOrderedAt());
    }
}
