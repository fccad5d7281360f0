package dev.foldline.contract;

import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.OrderCancelled;
import dev.foldline.schema.order.OrderPlaced;
import dev.foldline.schema.order.OrderShipped;
import dev.foldline.schema.order.PaymentConfirmed;
import dev.foldline.schema.order.PaymentRefunded;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import dev.foldline.version.Migration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** The records of the domain {@code order}. */
public final class OrderRecords implements DomainRecords {

    @Override
    public List<Schema> commands() {
        return List.of(
                PlaceOrder.getClassSchema(),
                ConfirmPayment.getClassSchema(),
                ShipOrder.getClassSchema(),
                CancelOrder.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(
                OrderPlaced.getClassSchema(),
                PaymentConfirmed.getClassSchema(),
                OrderShipped.getClassSchema(),
                OrderCancelled.getClassSchema(),
                PaymentRefunded.getClassSchema());
    }

    @Override
    public Map<String, Schema> views() {
        return Map.of();
    }

    @Override
    public List<Migration<GenericRecord>> migrations() {
        return OrderPlacedVersions.migrations();
    }

    @Override
    public List<Schema> olderEvents() {
        return List.of(OrderPlacedVersions.FIRST);
    }
}
