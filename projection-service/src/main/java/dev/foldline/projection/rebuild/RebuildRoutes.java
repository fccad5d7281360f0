package dev.foldline.projection.rebuild;

import dev.foldline.runtime.HttpError;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds over HTTP.
 *
 * <ul>
 *   <li>{@code POST /projections/NAME/rebuild}: begins one; 202 with its progress, 409 {@code replay-in-progress}.
 *   <li>{@code GET /projections/NAME/rebuild}: the progress; 404 {@code no-rebuild} where there is none.
 *   <li>{@code DELETE /projections/NAME/rebuild}: cancels it; 409 {@code replay-in-progress} where it is too late.
 * </ul>
 *
 * <p>503 {@code database-unavailable} while Postgres does not answer.
 */
public final class RebuildRoutes implements Consumer<RoutesConfig> {

    private static final String PATH = "/projections/{name}/rebuild";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Map<String, ProjectionHost> hosts;

    /** What is done with a view. */
    @FunctionalInterface
    private interface Work {
        void with(Context context, ProjectionHost host) throws SQLException, ReplayInProgressException;
    }

    public RebuildRoutes(Map<String, ProjectionHost> hosts) {
        this.hosts = hosts;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.post(
                PATH,
                context -> run(
                        context,
                        (answer, host) -> answer.status(HttpStatus.ACCEPTED).json(json(host, host.rebuild()))));
        routes.get(PATH, context -> run(context, RebuildRoutes::show));
        routes.delete(
                PATH,
                context -> run(
                        context,
                        (answer, host) -> answer.json(Map.of("projection", host.name(), "cancelled", host.cancel()))));
    }

    private void run(Context context, Work work) {
        String name = context.pathParam("name");
        ProjectionHost host = hosts.get(name);
        if (host == null) {
            HttpError.send(context, HttpStatus.NOT_FOUND, "unknown-projection", "no projection " + name);
            return;
        }
        try {
            work.with(context, host);
        } catch (ReplayInProgressException e) {
            HttpError.send(context, HttpStatus.CONFLICT, "replay-in-progress", e.getMessage());
        } catch (SQLException e) {
            HttpError.sendForNow(context, RETRY_AFTER, "database-unavailable", name + ": " + e.getMessage());
        }
    }

    private static void show(Context context, ProjectionHost host) throws SQLException {
        Optional<RebuildProgress> progress = host.exactProgress();
        if (progress.isPresent()) {
            context.json(json(host, progress.get()));
        } else {
            HttpError.send(context, HttpStatus.NOT_FOUND, "no-rebuild", host.name() + ": no rebuild is in progress");
        }
    }

    /** How far a rebuild of a view is, as JSON; null while there is none. */
    public static @Nullable Map<String, Object> json(ProjectionHost host) {
        RebuildProgress progress = host.progress();
        return progress == null ? null : json(host, progress);
    }

    private static Map<String, Object> json(ProjectionHost host, RebuildProgress progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("projection", host.name());
        json.put("build", progress.build());
        json.put("version", progress.version());
        json.put("state", progress.state());
        json.put("eventsDone", progress.eventsDone());
        json.put("eventsTotal", progress.eventsTotal());
        json.put("eventsPerSecond", progress.eventsPerSecond());
        Duration left = progress.timeLeft();
        if (left != null) {
            json.put("secondsLeft", left.toSeconds());
        }
        return json;
    }
}
