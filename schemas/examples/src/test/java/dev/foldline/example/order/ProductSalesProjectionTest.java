package dev.foldline.example.order;

import static dev.foldline.domain.spec.ViewSpec.FIRST_AT;

import dev.foldline.domain.spec.ViewSpec;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.projection.ProductSales;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProductSalesProjectionTest {

    private final ViewSpec<ProductSales> spec = ViewSpec.of(ProductSalesProjection.VIEW);

    @Test
    void anOrderChangesTheRowOfEachOfItsProducts() {
        spec.given("order-1", new OrderEvents("order-1", "Ada", "EUR").placed(500))
                .given("order-2", order("order-2", new OrderLine("product-2", 3, 5L)))
                .thenKeys("product-1", "product-2")
                .thenRow("product-1", new ProductSales("product-1", 1L, 1L, FIRST_AT))
                .thenRow("product-2", new ProductSales("product-2", 2L, 5L, FIRST_AT.plusSeconds(1)));
    }

    @Test
    void aProductOnTwoLinesIsOneRowAndOneOrder() {
        spec.given("order-1", order("order-1", new OrderLine("tea", 1, 5L), new OrderLine("tea", 2, 4L)))
                .thenRow("tea", new ProductSales("tea", 1L, 3L, FIRST_AT));
    }

    @Test
    void whatHappensToAnOrderLaterChangesNoRow() {
        OrderEvents first = new OrderEvents("order-1", "Ada", "EUR");
        spec.given("order-1", first.placed(500), first.paid(500), first.cancelled(), first.refunded(500))
                .thenRow("product-1", new ProductSales("product-1", 1L, 1L, FIRST_AT));
    }

    private static OrderPlaced order(String orderId, OrderLine... lines) {
        return OrderPlaced.newBuilder(new OrderEvents(orderId, "Ada", "EUR").placed(0))
                .setLines(List.of(lines))
                .build();
    }
}
