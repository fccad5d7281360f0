package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.projection.config.QuerySettings;
import dev.foldline.runtime.HttpError;
import dev.foldline.serde.RecordJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;

/**
 * The rows of views over HTTP, as JSON; any instance can answer.
 *
 * <ul>
 *   <li>{@code GET /projections/NAME/rows/KEY}: the row of a key.
 *   <li>{@code GET /projections/NAME/rows?limit=N}: {@code {"projection": NAME, "rows": [...]}}, the first N rows by
 * key.
 *   <li>{@code ?after=PARTITION:POSITION} on either, also several times: the answer comes when the view has passed this
 *       position of the events, which takes up to {@code ?wait-ms=N}.
 * </ul>
 *
 * <p>An answer always covers all partitions of the view. While a partition moves from one instance to another, the
 * answer is 503, not a list without its rows, or a 404 for a key that may be in it.
 *
 * <p>Every refusal has the body {@code {"error": CODE, "message": SENTENCE}}: 404 {@code unknown-projection} or
 * {@code unknown-key}, 400 {@code bad-limit}, {@code bad-after} or {@code bad-wait-ms}, 503 {@code view-unavailable}
 * with {@code Retry-After}, and 504 {@code view-behind}, which says in {@code positions} how far the view is instead.
 */
public final class ProjectionRoutes implements Consumer<RoutesConfig> {

    private static final String KEY = "key";
    private static final String ROW = "row";
    private static final Comparator<JsonNode> BY_KEY =
            Comparator.comparing(ProjectionRoutes::keyBytes, Arrays::compareUnsigned);

    private final Map<String, SharedView> views;
    private final QuerySettings settings;
    private final int partitions;
    private final ScatterGather scatterGather;
    private final LocalAnswers local;

    /** A query of one view. */
    @FunctionalInterface
    private interface ViewQuery {
        void answer(Context context, String name, SharedView view) throws BadParameterException;
    }

    /**
     * @param views      what can be queried, by name
     * @param partitions of every topic, and so of every view
     * @param client     asks the other instances
     */
    public ProjectionRoutes(Map<String, SharedView> views, QuerySettings settings, int partitions, PeerClient client) {
        this.views = Map.copyOf(views);
        this.settings = settings;
        this.partitions = partitions;
        this.scatterGather = new ScatterGather(client, partitions);
        this.local = new LocalAnswers(settings.waitingMax());
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/projections/{name}/rows", context -> query(context, this::rows));
        routes.get("/projections/{name}/rows/{key}", context -> query(context, this::row));
    }

    private void query(Context context, ViewQuery query) {
        String name = context.pathParam("name");
        SharedView view = views.get(name);
        if (view == null) {
            String known = String.join(", ", new TreeSet<>(views.keySet()));
            HttpError.send(
                    context,
                    HttpStatus.NOT_FOUND,
                    "unknown-projection",
                    "no projection " + name + "; known are " + known);
            return;
        }
        try {
            query.answer(context, name, view);
        } catch (BadParameterException e) {
            HttpError.send(context, HttpStatus.BAD_REQUEST, e.code(), e.getMessage());
        }
    }

    private void row(Context context, String name, SharedView view) throws BadParameterException {
        String key = context.pathParam(KEY);
        PeerRequest request = request(context, path(name) + "/" + PeerRequest.segment(key), 0);
        LocalAnswers.PartitionReader reader = partition -> {
            SpecificRecord row = view.local().row(partition, key);
            return row == null ? NullNode.getInstance() : RecordJson.of(row);
        };
        if (PeerClient.isFromPeer(context)) {
            send(context, name, local.answer(view.local(), request, reader));
            return;
        }
        PeerResponses responses =
                scatterGather.first(view.peers(), key, request, () -> local.answer(view.local(), request, reader));
        Optional<JsonNode> found = responses.found();
        if (found.isPresent()) {
            context.json(found.get());
        } else if (responses.isComplete()) {
            HttpError.send(context, HttpStatus.NOT_FOUND, "unknown-key", name + " has no row " + key);
        } else {
            refuse(context, name, responses);
        }
    }

    private void rows(Context context, String name, SharedView view) throws BadParameterException {
        int limit = (int) number(context, PeerRequest.LIMIT, settings.rowsDefault(), 1, settings.rowsMax());
        PeerRequest request = request(context, path(name), limit);
        LocalAnswers.PartitionReader reader = partition -> keyed(view.local().rows(partition, limit));
        if (PeerClient.isFromPeer(context)) {
            send(context, name, local.answer(view.local(), request, reader));
            return;
        }
        PeerResponses responses =
                scatterGather.all(view.peers(), request, () -> local.answer(view.local(), request, reader));
        if (!responses.isComplete()) {
            refuse(context, name, responses);
            return;
        }
        List<JsonNode> rows = responses.answers().stream()
                .flatMap(part -> StreamSupport.stream(part.spliterator(), false))
                .sorted(BY_KEY)
                .limit(limit)
                .map(row -> row.path(ROW))
                .toList();
        context.json(Map.of("projection", name, "rows", rows));
    }

    private PeerRequest request(Context context, String path, int limit) throws BadParameterException {
        MinimumPositions minimum = MinimumPositions.parse(context.queryParams(MinimumPositions.PARAMETER), partitions);
        long waitMs = number(
                context,
                PeerRequest.WAIT_MS,
                settings.waitDefault().toMillis(),
                0,
                settings.waitMax().toMillis());
        Duration wait = minimum.positions().isEmpty() ? Duration.ZERO : Duration.ofMillis(waitMs);
        return new PeerRequest(path, limit, minimum, System.nanoTime() + wait.toNanos());
    }

    private static String path(String name) {
        return "/projections/" + PeerRequest.segment(name) + "/rows";
    }

    /** Answers another instance. */
    private void send(Context context, String name, PeerResponse response) {
        switch (response) {
            case PeerResponse.Part part -> context.json(Map.of("partitions", part.partitions()));
            case PeerResponse.Behind late -> refuseBehind(context, name, late.positions());
            case PeerResponse.Unavailable none -> refuseForNow(context, name + ": " + none.reason());
        }
    }

    private void refuse(Context context, String name, PeerResponses responses) {
        if (responses.behind().isEmpty()) {
            refuseForNow(context, name + ": " + responses.describe());
        } else {
            refuseBehind(context, name, responses.behind());
        }
    }

    private void refuseForNow(Context context, String message) {
        HttpError.sendForNow(context, settings.retryAfter(), "view-unavailable", message);
    }

    private static void refuseBehind(Context context, String name, SortedMap<Integer, Long> positions) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", "view-behind");
        body.put("message", name + " has not passed the position in time; by partition it is at " + positions);
        body.put("positions", positions);
        context.status(HttpStatus.GATEWAY_TIMEOUT).json(body);
    }

    private static ArrayNode keyed(List<LocalView.Row> rows) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode(rows.size());
        for (LocalView.Row row : rows) {
            ObjectNode keyed = json.addObject().put(KEY, row.key());
            keyed.set(ROW, RecordJson.of(row.data()));
        }
        return json;
    }

    private static byte[] keyBytes(JsonNode keyed) {
        return keyed.path(KEY).asText().getBytes(StandardCharsets.UTF_8);
    }

    private static long number(Context context, String name, long unlessGiven, long least, long most)
            throws BadParameterException {
        String given = context.queryParam(name);
        if (given == null) {
            return unlessGiven;
        }
        long number;
        try {
            number = Long.parseLong(given);
        } catch (NumberFormatException e) {
            number = least - 1;
        }
        if (number < least || number > most) {
            throw new BadParameterException(name, given, "a number from " + least + " to " + most);
        }
        return number;
    }
}
