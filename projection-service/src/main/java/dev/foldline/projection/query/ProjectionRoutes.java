package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.projection.config.QuerySettings;
import dev.foldline.runtime.HttpRefusal;
import dev.foldline.serde.RecordJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * The views over HTTP, as JSON.
 *
 * <ul>
 *   <li>{@code GET /projections/NAME/KEY}: the row of a key.
 *   <li>{@code GET /projections/NAME?limit=N}: {@code {"projection": NAME, "rows": [...]}}, the first N rows.
 * </ul>
 *
 * <p>Every refusal has the body {@code {"error": CODE, "message": SENTENCE}}: 404 {@code unknown-projection} or
 * {@code unknown-key}, 400 {@code bad-limit}, and 503 {@code view-unavailable} with {@code Retry-After}.
 */
public final class ProjectionRoutes implements Consumer<RoutesConfig> {

    private final Map<String, ViewReader> views;
    private final QuerySettings settings;

    /** A query of one view. */
    @FunctionalInterface
    private interface ViewQuery {
        void answer(Context context, String name, ViewReader view) throws ViewUnavailableException;
    }

    /**
     * @param views what can be queried, by name
     */
    public ProjectionRoutes(Map<String, ViewReader> views, QuerySettings settings) {
        this.views = Map.copyOf(views);
        this.settings = settings;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/projections/{name}", context -> query(context, this::list));
        routes.get("/projections/{name}/{key}", context -> query(context, ProjectionRoutes::row));
    }

    private void query(Context context, ViewQuery query) {
        String name = context.pathParam("name");
        ViewReader view = views.get(name);
        if (view == null) {
            String known = String.join(", ", new TreeSet<>(views.keySet()));
            HttpRefusal.send(
                    context,
                    HttpStatus.NOT_FOUND,
                    "unknown-projection",
                    "no projection " + name + "; known are " + known);
            return;
        }
        try {
            query.answer(context, name, view);
        } catch (ViewUnavailableException e) {
            HttpRefusal.sendForNow(context, settings.retryAfter(), "view-unavailable", e.getMessage());
        }
    }

    private static void row(Context context, String name, ViewReader view) throws ViewUnavailableException {
        String key = context.pathParam("key");
        Optional<SpecificRecord> row = view.row(key);
        if (row.isPresent()) {
            context.json(RecordJson.of(row.get()));
        } else {
            HttpRefusal.send(context, HttpStatus.NOT_FOUND, "unknown-key", name + " has no row " + key);
        }
    }

    private void list(Context context, String name, ViewReader view) throws ViewUnavailableException {
        String given = context.queryParam("limit");
        int limit = given == null ? settings.rowsDefault() : limit(given);
        if (limit < 1 || limit > settings.rowsMax()) {
            String message = "limit is \"" + given + "\", not a number from 1 to " + settings.rowsMax();
            HttpRefusal.send(context, HttpStatus.BAD_REQUEST, "bad-limit", message);
            return;
        }
        List<ObjectNode> rows = view.rows(limit).stream().map(RecordJson::of).toList();
        context.json(Map.of("projection", name, "rows", rows));
    }

    /** The number that a text is, 0 where it is none. */
    private static int limit(String given) {
        try {
            return Integer.parseInt(given);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
