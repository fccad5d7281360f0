package dev.foldline.verify.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.serde.RecordJson;
import dev.foldline.verify.source.ExampleRecords;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A read model of the example domains, as it should be.
 *
 * @param name     of the read model
 * @param view     whose rows it has
 * @param row      schema of such a row
 * @param sql      selects key and row in JSON of one partition
 * @param expected what that JSON is of a row of the topic
 */
record ShippedReadModel(String name, String view, Schema row, String sql, Function<SpecificRecord, JsonNode> expected) {

    private static final String BALANCES = """
            SELECT id, data FROM projection.projections
            WHERE projection_name = 'account-balances' AND partition = ?""";

    private static final String CUSTOMERS = """
            SELECT customer_id, jsonb_build_array(placed, paid, shipped, cancelled, refunded, totals, last_order_id,
                (extract(epoch FROM last_order_at) * 1000000)::bigint,
                (extract(epoch FROM last_activity_at) * 1000000)::bigint)
            FROM projection.customer_orders WHERE partition = ?""";

    static List<ShippedReadModel> all() {
        return List.of(
                new ShippedReadModel(
                        ExampleRecords.ACCOUNT_BALANCES,
                        ExampleRecords.ACCOUNT_BALANCES,
                        AccountBalance.getClassSchema(),
                        BALANCES,
                        RecordJson::of),
                new ShippedReadModel(
                        ExampleRecords.CUSTOMER_ORDERS,
                        ExampleRecords.CUSTOMER_ORDERS,
                        CustomerOrders.getClassSchema(),
                        CUSTOMERS,
                        row -> customer((CustomerOrders) row)));
    }

    private static JsonNode customer(CustomerOrders row) {
        ObjectNode json = RecordJson.of(row);
        return JsonNodeFactory.instance
                .arrayNode()
                .add(row.getPlaced())
                .add(row.getPaid())
                .add(row.getShipped())
                .add(row.getCancelled())
                .add(row.getRefunded())
                .add(json.get("totals"))
                .add(row.getLastOrderId())
                .add(micros(row.getLastOrderAt()))
                .add(micros(row.getLastActivityAt()));
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
