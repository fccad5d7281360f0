package dev.foldline.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Fields of JSON objects as a table: a line for each, the columns as wide as they must be. */
final class TextTable {

    private static final String GAP = "  ";
    private static final String NOT_KNOWN = "-";

    private final List<Column> columns;
    private final List<List<String>> lines = new ArrayList<>();

    /**
     * A column.
     *
     * @param title above it
     * @param field field of an object that it shows
     */
    record Column(String title, String field) {}

    TextTable(Column... columns) {
        this.columns = List.of(columns);
        lines.add(this.columns.stream().map(Column::title).toList());
    }

    /** A line for each of these objects. */
    TextTable add(Iterable<JsonNode> objects) {
        for (JsonNode object : objects) {
            lines.add(columns.stream()
                    .map(column -> text(object.path(column.field)))
                    .toList());
        }
        return this;
    }

    @Override
    public String toString() {
        List<Integer> widths = IntStream.range(0, columns.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .boxed()
                .toList();
        return lines.stream().map(line -> padded(line, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static String padded(List<String> line, List<Integer> widths) {
        return IntStream.range(0, line.size())
                .mapToObj(column -> String.format("%-" + widths.get(column) + "s", line.get(column)))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return value.isEmpty()
                    ? NOT_KNOWN
                    : StreamSupport.stream(value.spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(","));
        }
        if (value.isFloatingPointNumber()) {
            return String.format("%.1f", value.asDouble());
        }
        return value.isMissingNode() || value.isNull() ? NOT_KNOWN : value.asText();
    }
}
