package dev.foldline.projection.query.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.projection.query.PeerClient;
import dev.foldline.projection.query.Peers;
import dev.foldline.runtime.HttpError;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the views are, over HTTP; any instance can answer.
 *
 * <ul>
 *   <li>{@code GET /projections}: {@code {"projections": [...]}}, each a {@link ProjectionStatus} without partitions.
 *   <li>{@code GET /projections/NAME}: one {@link ProjectionStatus}; 404 {@code unknown-projection}.
 * </ul>
 *
 * <p>A partition that no instance has, or whose instance does not answer, is shown as such and does not fail the
 * request. "Caught up" is exact: the ends of the events topic are read first, and then every instance is asked how far
 * it is.
 */
public final class StatusRoutes implements Consumer<RoutesConfig> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, View> views;
    private final String instance;
    private final int partitions;
    private final EventTopicEnds topicEnds;
    private final PeerClient client;

    /**
     * A view whose status can be asked for.
     *
     * @param meter   what is known of it here
     * @param peers   the other instances
     * @param rebuild how far a rebuild is, null while there is none
     */
    public record View(ViewMeter meter, Peers peers, Supplier<@Nullable Map<String, Object>> rebuild) {}

    /** The ends of the events topic; none, and why, where Kafka does not say. */
    private record Ends(List<TopicEnd> topicEnds, List<String> unknown) {}

    /**
     * @param views      by name
     * @param instance   name of this instance
     * @param partitions of the events topic
     * @param topicEnds  its ends
     * @param client     asks the other instances
     */
    public StatusRoutes(
            Map<String, View> views, String instance, int partitions, EventTopicEnds topicEnds, PeerClient client) {
        this.views = new TreeMap<>(views);
        this.instance = instance;
        this.partitions = partitions;
        this.topicEnds = topicEnds;
        this.client = client;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/projections", this::list);
        routes.get("/projections/{name}", this::one);
    }

    private void list(Context context) {
        Ends ends = ends();
        Map<String, List<CompletableFuture<HttpResponse<String>>>> asked = new HashMap<>();
        views.forEach((name, view) -> asked.put(name, ask(name, view)));
        List<ProjectionStatus> all = new ArrayList<>();
        views.forEach((name, view) -> all.add(
                status(name, view, ends, asked.getOrDefault(name, List.of())).summary()));
        context.json(Map.of("projections", all));
    }

    private void one(Context context) {
        String name = context.pathParam("name");
        View view = views.get(name);
        if (view == null) {
            String known = String.join(", ", views.keySet());
            HttpError.send(
                    context,
                    HttpStatus.NOT_FOUND,
                    "unknown-projection",
                    "no projection " + name + "; known are " + known);
        } else if (PeerClient.isFromPeer(context)) {
            context.json(view.meter.status(instance));
        } else {
            Ends ends = ends();
            context.json(status(name, view, ends, ask(name, view)));
        }
    }

    private Ends ends() {
        try {
            return new Ends(topicEnds.read(), List.of());
        } catch (EndsUnavailableException e) {
            return new Ends(List.of(), List.of(String.valueOf(e.getMessage())));
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> ask(String name, View view) {
        return view.peers.others().stream()
                .map(peer -> client.get(URI.create(peer + "/projections/" + name)))
                .toList();
    }

    private ProjectionStatus status(
            String name, View view, Ends ends, List<CompletableFuture<HttpResponse<String>>> asked) {
        List<String> unknown = new ArrayList<>(ends.unknown);
        List<LocalStatus> statuses = new ArrayList<>(List.of(view.meter.status(instance)));
        for (CompletableFuture<HttpResponse<String>> reply : asked) {
            try {
                statuses.add(JSON.readValue(reply.join().body(), LocalStatus.class));
            } catch (CompletionException e) {
                unknown.add("another instance does not answer: " + e.getCause());
            } catch (JsonProcessingException e) {
                unknown.add("another instance did not answer with its status: " + e.getOriginalMessage());
            }
        }
        return new StatusSum(statuses, ends.topicEnds, partitions).of(name, view.rebuild.get(), unknown);
    }
}
