package dev.foldline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.Domains;
import dev.foldline.verify.source.ViewQuery;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first rows of every view, as projection-service answers for it.
 *
 * @param rows what it answered, by the view's name and in the order of the names
 */
public record ViewRows(Map<String, JsonNode> rows) {

    /** Asks for the views of all domains on the classpath. */
    public static ViewRows read(String queryUrl, int rowsMax) {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (String view : Domains.onClassPath().views().keySet()) {
            try (ViewQuery query = new ViewQuery(queryUrl, view)) {
                rows.put(view, query.rows(rowsMax).path("rows"));
            }
        }
        return new ViewRows(rows);
    }

    /** Prints a line for each view and each of its rows. */
    public void print(PrintWriter out) {
        rows.forEach((view, shown) -> {
            out.println("view " + view + ":");
            shown.forEach(row -> out.println("  " + row));
        });
        out.flush();
    }
}
