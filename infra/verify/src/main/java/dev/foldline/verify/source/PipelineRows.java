package dev.foldline.verify.source;

import dev.foldline.serde.pin.SchemaPin;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the tables that are the same in all databases: {@code pipeline_metadata}, {@code schema_fingerprints}. */
final class PipelineRows {

    private static final String PARTITIONER = "partitioner";

    /** Begin of the keys with which an operator acknowledges a stream in a wrong partition. */
    private static final String MISPLACED = "misplaced.";

    private static final String PINS =
            "SELECT schema_id, type, fingerprint, schema FROM schema_fingerprints ORDER BY schema_id";

    private PipelineRows() {}

    /**
     * @param partitions as many as {@code command_partitions} has rows
     * @throws VerifyException if that has none
     */
    static Partitioning partitioning(Collection<Connection> databases, int partitions) {
        if (partitions == 0) {
            throw new VerifyException("the table command_partitions is empty: the pipeline has not been set up", null);
        }
        String name = read(databases, PARTITIONER).getOrDefault(PARTITIONER, Partitioning.DEFAULT);
        return new Partitioning(name, partitions);
    }

    /** As partition/aggregate id. */
    static Set<String> acknowledgedStreams(Collection<Connection> databases) {
        return read(databases, MISPLACED + "%").keySet().stream()
                .map(key -> key.substring(MISPLACED.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    static Map<Integer, SchemaPin> schemaPins(Collection<Connection> databases) {
        Map<Integer, SchemaPin> pins = new TreeMap<>();
        for (Connection connection : databases) {
            String table = "schema_fingerprints";
            boolean isThere = TableReader.query(
                            connection,
                            table,
                            "SELECT to_regclass('schema_fingerprints') IS NOT NULL",
                            row -> row.getBoolean(1))
                    .next();
            if (isThere) {
                TableReader.query(
                                connection,
                                table,
                                PINS,
                                row -> new SchemaPin(
                                        row.getInt(1), row.getString(2), row.getString(3), row.getString(4)))
                        .forEachRemaining(pin -> pins.put(pin.id(), pin));
            }
        }
        return pins;
    }

    private static Map<String, String> read(Collection<Connection> databases, String like) {
        Map<String, String> rows = new HashMap<>();
        databases.forEach(connection -> TableReader.query(
                        connection,
                        "pipeline_metadata",
                        "SELECT key, value FROM pipeline_metadata WHERE key LIKE ?",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        like)
                .forEachRemaining(row -> rows.put(row.getKey(), row.getValue())));
        return rows;
    }
}
