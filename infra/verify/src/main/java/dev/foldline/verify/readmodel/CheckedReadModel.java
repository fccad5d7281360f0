package dev.foldline.verify.readmodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.domain.view.table.Table;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.CustomerOrders;
import dev.foldline.serde.RecordJson;
import dev.foldline.verify.source.ExampleRecords;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A read model, as it should be.
 *
 * @param name     of the read model
 * @param view     whose rows it has
 * @param row      schema of such a row
 * @param sql      selects key and row in JSON of one partition
 * @param expected what that JSON is of a row of the topic
 */
public record CheckedReadModel(
        String name, String view, Schema row, String sql, Function<SpecificRecord, JsonNode> expected) {

    private static final String BALANCES = """
            SELECT id, data FROM projection.projections
            WHERE projection_name = 'account-balances' AND partition = ?""";

    private static final String CUSTOMERS = """
            SELECT customer_id, jsonb_build_array(placed, paid, shipped, cancelled, refunded, totals, last_order_id,
                (extract(epoch FROM last_order_at) * 1000000)::bigint,
                (extract(epoch FROM last_activity_at) * 1000000)::bigint)
            FROM projection.customer_orders WHERE partition = ?""";

    /** Those of the example domains. */
    public static List<CheckedReadModel> ofExamples() {
        return List.of(
                new CheckedReadModel(
                        ExampleRecords.ACCOUNT_BALANCES,
                        ExampleRecords.ACCOUNT_BALANCES,
                        AccountBalance.getClassSchema(),
                        BALANCES,
                        RecordJson::of),
                new CheckedReadModel(
                        ExampleRecords.CUSTOMER_ORDERS,
                        ExampleRecords.CUSTOMER_ORDERS,
                        CustomerOrders.getClassSchema(),
                        CUSTOMERS,
                        row -> customer((CustomerOrders) row)));
    }

    /**
     * One of a domain that this check does not know, by its author's own columns.
     *
     * @param row schema of the view's rows
     */
    public static <V extends SpecificRecord> CheckedReadModel of(ReadModel<V> model, Schema row) {
        Optional<Table<V>> table = model.table();
        if (table.isEmpty()) {
            String json = "SELECT id, data FROM projection.projections WHERE projection_name = '"
                    + model.name().replace("'", "''") + "' AND partition = ?";
            return new CheckedReadModel(model.name(), model.view(), row, json, RecordJson::of);
        }
        List<Table.Column<V>> columns = table.get().columns();
        // The names of tables and columns are of small letters, digits and underscores.
        String sql = "SELECT " + table.get().key() + ", jsonb_build_array("
                + columns.stream().map(CheckedReadModel::selected).collect(Collectors.joining(", "))
                + ") FROM projection." + table.get().name() + " WHERE partition = ?";
        return new CheckedReadModel(model.name(), model.view(), row, sql, record -> {
            @SuppressWarnings("unchecked")
            V typed = (V) record;
            ArrayNode values = JsonNodeFactory.instance.arrayNode();
            columns.forEach(column -> values.add(shown(column, typed)));
            return values;
        });
    }

    private static String selected(Table.Column<?> column) {
        return switch (column.type()) {
            case TEXT, INTEGER, BIGINT, BOOLEAN, JSONB -> column.name();
            case DATE -> column.name() + "::text";
            case TIMESTAMP -> "(extract(epoch FROM " + column.name() + ") * 1000000)::bigint";
            // Its bits: two forms of one number in JSON are not equal.
            case DOUBLE -> "encode(float8send(" + column.name() + "), 'hex')";
        };
    }

    private static <V extends SpecificRecord> JsonNode shown(Table.Column<V> column, V row) {
        return switch (column.value().apply(row)) {
            case null -> JsonNodeFactory.instance.nullNode();
            case Instant at -> JsonNodeFactory.instance.numberNode(micros(at));
            case Double number ->
                JsonNodeFactory.instance.textNode(HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number)));
            case Object value -> RecordJson.ofValue(value);
        };
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
