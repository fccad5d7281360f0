package dev.foldline.example.order;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domain;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import java.util.List;
import org.apache.avro.generic.GenericRecord;

/**
 * The domain {@code order}: orders, a table in their transaction, views by order,
 * customer, day and product, and a read model.
 */
public final class OrderDomain implements Domain {

    /** The aggregate type {@code order}. */
    public static final AggregateType<OrderCommand, Order, OrderEvent> ORDER = AggregateType.of(
                    "order", new OrderDecider(), OrderCommand.class, Order.class, OrderEvent.class)
            .stateBytes(OrderDomain::stateBytes)
            .inlineView(new OrderSummaryTable());

    /** A state, and the row of the table beside it. */
    private static final int STATE_BYTES = 512;

    @Override
    public List<AggregateType<?, ?, ?>> aggregates() {
        return List.of(ORDER);
    }

    @Override
    public List<Projection<?>> projections() {
        return List.of(
                OrderSummaryProjection.VIEW,
                CustomerOrdersProjection.VIEW,
                DailyTurnoverProjection.VIEW,
                ProductSalesProjection.VIEW);
    }

    @Override
    public List<ReadModel<?>> readModels() {
        return List.of(ReadModel.table(CustomerOrdersProjection.VIEW, CustomerOrdersProjection.TABLE));
    }

    @Override
    public List<Migration<GenericRecord>> migrations() {
        return OrderPlacedVersions.migrations();
    }

    private static int stateBytes(Order state) {
        return switch (state) {
            case Order.Placed placed -> STATE_BYTES + placed.customerId().length();
            case Order.Paid paid ->
                STATE_BYTES + paid.customerId().length() + paid.reference().length();
            case Order.Missing _, Order.Shipped _, Order.Cancelled _ -> STATE_BYTES;
        };
    }
}
