package dev.foldline.domain.view.table;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table of a read model's own, which the engine creates: one row per row of the view. Immutable.
 *
 * <pre>{@code
 * Table.of(AccountBalance.class, "account_balances", "account_id")
 *         .text("owner", AccountBalance::getOwner)
 *         .bigint("balance_minor", AccountBalance::getBalanceMinor)
 *         .indexed("owner")
 * }</pre>
 *
 * <p>Its first columns are the row's key, which is the primary key, and {@code partition smallint}. The functions must
 * be pure and total: if one of them throws for a row, the row's partition stops there. A name that is not valid, or is
 * used twice, is refused with an {@link IllegalArgumentException}.
 *
 * @param <V> the view's row
 */
public final class Table<V extends SpecificRecord> {

    /** Column that every table has: the partition of the view's topic that the row came from. */
    public static final String PARTITION = "partition";

    /** Postgres cuts longer names. */
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /**
     * One column.
     *
     * @param name  in small letters, digits and underscores
     * @param type  what it holds
     * @param value gives the column's value of a row, null for none
     * @param <V>   the view's row
     */
    public record Column<V>(String name, ColumnType type, Function<V, ? extends @Nullable Object> value) {}

    private final String name;
    private final String key;
    private final List<Column<V>> columns;
    private final List<List<String>> indexes;

    private Table(String name, String key, List<Column<V>> columns, List<List<String>> indexes) {
        this.name = name;
        this.key = key;
        this.columns = List.copyOf(columns);
        this.indexes = List.copyOf(indexes);
    }

    /**
     * A table without columns of its own yet.
     *
     * @param row  class of the view's rows
     * @param name of the table
     * @param key  name of the column that holds the row's key
     * @throws IllegalArgumentException if a name is not of small letters, digits and underscores
     */
    public static <V extends SpecificRecord> Table<V> of(Class<V> row, String name, String key) {
        requireName(name);
        requireName(key);
        return new Table<>(name, key, List.of(), List.of());
    }

    /** With a column {@code text}; U+0000, which Postgres cannot store, is written as U+FFFD. */
    public Table<V> text(String column, Function<V, ? extends @Nullable String> value) {
        return with(column, ColumnType.TEXT, value);
    }

    /** With a column {@code integer}. */
    public Table<V> integer(String column, Function<V, ? extends @Nullable Integer> value) {
        return with(column, ColumnType.INTEGER, value);
    }

    /** With a column {@code bigint}. */
    public Table<V> bigint(String column, Function<V, ? extends @Nullable Long> value) {
        return with(column, ColumnType.BIGINT, value);
    }

    /** With a column {@code double precision}. */
    public Table<V> doublePrecision(String column, Function<V, ? extends @Nullable Double> value) {
        return with(column, ColumnType.DOUBLE, value);
    }

    /** With a column {@code boolean}. */
    public Table<V> bool(String column, Function<V, ? extends @Nullable Boolean> value) {
        return with(column, ColumnType.BOOLEAN, value);
    }

    /** With a column {@code timestamp with time zone}. */
    public Table<V> timestamp(String column, Function<V, ? extends @Nullable Instant> value) {
        return with(column, ColumnType.TIMESTAMP, value);
    }

    /** With a column {@code date}. */
    public Table<V> date(String column, Function<V, ? extends @Nullable LocalDate> value) {
        return with(column, ColumnType.DATE, value);
    }

    /** With a column {@code jsonb}, of any value that an Avro record can hold, in the form that HTTP shows. */
    public Table<V> jsonb(String column, Function<V, ? extends @Nullable Object> value) {
        return with(column, ColumnType.JSONB, value);
    }

    /**
     * This table with one more index, on these columns in this order.
     *
     * @throws IllegalArgumentException if a column does not exist
     */
    public Table<V> indexed(String... on) {
        List<String> wanted = List.of(on);
        if (wanted.isEmpty() || !names().containsAll(wanted)) {
            throw new IllegalArgumentException(
                    "an index of table " + name + " is on " + wanted + ", but it has " + names());
        }
        List<List<String>> more = new ArrayList<>(indexes);
        more.add(wanted);
        return new Table<>(name, key, columns, more);
    }

    public String name() {
        return name;
    }

    /** Column of the row's key. */
    public String key() {
        return key;
    }

    /** The columns after the key and the partition. */
    public List<Column<V>> columns() {
        return columns;
    }

    /** The columns of each index beside the primary key. */
    public List<List<String>> indexes() {
        return indexes;
    }

    private Table<V> with(String column, ColumnType type, Function<V, ? extends @Nullable Object> value) {
        requireName(column);
        if (names().contains(column)) {
            throw new IllegalArgumentException("table " + name + " has two columns " + column);
        }
        List<Column<V>> more = new ArrayList<>(columns);
        more.add(new Column<>(column, type, value));
        return new Table<>(name, key, more, indexes);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(List.of(key, PARTITION));
        columns.forEach(column -> names.add(column.name()));
        return names;
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not a name of small letters, digits and underscores");
        }
    }
}
