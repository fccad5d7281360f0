package dev.foldline.projection.query.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.query.PeerClient;
import dev.foldline.projection.query.Peers;
import dev.foldline.runtime.HttpError;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of views and process managers over HTTP; any instance can answer.
 *
 * <ul>
 *   <li>{@code GET /projections/NAME/dead-letters}: {@code {"projection": NAME, "keys": [...]}}, each a
 *       {@link ParkedKey}, the first {@value #KEYS_MAX} by key.
 *   <li>{@code POST /projections/NAME/dead-letters/KEY/retry}: applies the events of a key again, until one fails.
 *   <li>{@code POST /projections/NAME/dead-letters/KEY/skip}: skips the first event of a key, and applies those behind
 *       it. Both take the name of the operator in {@code ?actor=}, and answer 202 when the request is written; the list
 *       shows when it has been carried out.
 * </ul>
 *
 * <p>404 {@code unknown-projection} or {@code not-parked}, 503 {@code view-unavailable} where a store is on no instance
 * that answers, or {@code kafka-unavailable}, both with {@code Retry-After}.
 */
public final class DeadLetterRoutes implements Consumer<RoutesConfig> {

    private static final int KEYS_MAX = 1_000;
    private static final String PATH = "/projections/{name}/dead-letters";
    private static final String KEY = "key";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, List<ParkedKey>>> STORES = new TypeReference<>() {};

    private final Map<String, View> views;
    private final PeerClient client;
    private final Requests requests;

    /**
     * A view whose dead letters can be asked for.
     *
     * @param parked   what is parked here
     * @param peers    the other instances
     * @param requests topic of operators' requests
     */
    public record View(ParkedKeys parked, Peers peers, String requests) {}

    /** What all instances have, and the stores that none of them has. */
    private record Gathered(List<ParkedKey> keys, Set<String> missing) {}

    /** An answer for a view that is there. */
    @FunctionalInterface
    private interface Answer {
        void give(Context context, String name, View view);
    }

    /**
     * @param views    by name
     * @param client   asks the other instances
     * @param requests writes operators' requests
     */
    public DeadLetterRoutes(Map<String, View> views, PeerClient client, Requests requests) {
        this.views = Map.copyOf(views);
        this.client = client;
        this.requests = requests;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get(PATH, context -> answer(context, this::list));
        routes.post(
                PATH + "/{key}/retry",
                context -> answer(context, (to, name, view) -> request(to, name, view, Request.Action.RETRY)));
        routes.post(
                PATH + "/{key}/skip",
                context -> answer(context, (to, name, view) -> request(to, name, view, Request.Action.SKIP)));
    }

    private void answer(Context context, Answer answer) {
        String name = context.pathParam("name");
        View view = views.get(name);
        if (view == null) {
            HttpError.send(
                    context,
                    HttpStatus.NOT_FOUND,
                    "unknown-projection",
                    "no projection " + name + "; known are " + String.join(", ", new TreeSet<>(views.keySet())));
        } else {
            answer.give(context, name, view);
        }
    }

    private void list(Context context, String name, View view) {
        if (PeerClient.isFromPeer(context)) {
            context.json(view.parked.here(context.queryParam(KEY), KEYS_MAX));
            return;
        }
        Gathered gathered = gather(name, view, null);
        if (gathered.missing.isEmpty()) {
            List<ParkedKey> first = gathered.keys.stream().limit(KEYS_MAX).toList();
            context.json(Map.of("projection", name, "keys", first));
        } else {
            refuse(context, name, gathered.missing);
        }
    }

    private void request(Context context, String name, View view, Request.Action action) {
        String key = context.pathParam(KEY);
        String actor = context.queryParam("actor");
        Gathered gathered = gather(name, view, key);
        if (gathered.keys.isEmpty()) {
            if (gathered.missing.isEmpty()) {
                HttpError.send(context, HttpStatus.NOT_FOUND, "not-parked", name + ": key " + key + " is not parked");
            } else {
                refuse(context, name, gathered.missing);
            }
            return;
        }
        try {
            for (ParkedKey parked : gathered.keys) {
                Request request =
                        new Request(action, parked.partition(), parked.position(), actor == null ? "" : actor);
                requests.write(view.requests, key, request);
            }
            context.status(HttpStatus.ACCEPTED)
                    .json(Map.of("projection", name, "requested", action.name(), "keys", gathered.keys));
        } catch (KafkaException e) {
            HttpError.sendForNow(context, RETRY_AFTER, "kafka-unavailable", name + ": " + e.getMessage());
        }
    }

    private static void refuse(Context context, String name, Set<String> missing) {
        HttpError.sendForNow(
                context,
                RETRY_AFTER,
                "view-unavailable",
                name + ": the stores " + String.join(", ", missing) + " are on no instance that answers now");
    }

    private Gathered gather(String name, View view, @Nullable String key) {
        String query = key == null ? "" : "?" + KEY + "=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
        List<CompletableFuture<HttpResponse<String>>> asked = view.peers.others().stream()
                .map(peer -> client.get(URI.create(peer + "/projections/" + name + "/dead-letters" + query)))
                .toList();
        SortedMap<String, List<ParkedKey>> stores = new TreeMap<>(view.parked.here(key, KEYS_MAX));
        for (CompletableFuture<HttpResponse<String>> reply : asked) {
            stores(reply).forEach((store, keys) -> stores.putIfAbsent(store, keys));
        }
        Set<String> missing = new TreeSet<>(view.parked.everywhere());
        missing.removeAll(stores.keySet());
        List<ParkedKey> keys = stores.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(ParkedKey::key))
                .toList();
        return new Gathered(keys, missing);
    }

    /** What another instance has; empty if it does not answer, which leaves its stores missing. */
    private static Map<String, List<ParkedKey>> stores(CompletableFuture<HttpResponse<String>> reply) {
        try {
            HttpResponse<String> response = reply.join();
            return response.statusCode() == HttpStatus.OK.getCode()
                    ? JSON.readValue(response.body(), STORES)
                    : Map.of();
        } catch (CompletionException | JsonProcessingException e) {
            return Map.of();
        }
    }
}
