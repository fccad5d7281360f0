package dev.foldline.command.view;

import dev.foldline.runtime.HttpError;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Inline views over HTTP.
 *
 * <ul>
 *   <li>{@code GET /inline-views}: the status of each.
 *   <li>{@code POST /inline-views/NAME/rebuild}: builds its table again; 202, or 409 {@code rebuild-in-progress}, or
 * 404 {@code unknown-view}. </ul>
 */
public final class InlineViewRoutes implements Consumer<RoutesConfig> {

    private final InlineViews views;

    public InlineViewRoutes(InlineViews views) {
        this.views = views;
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/inline-views", context -> context.json(Map.of("views", views.statuses())));
        routes.post("/inline-views/{name}/rebuild", this::rebuild);
    }

    private void rebuild(Context context) {
        String name = context.pathParam("name");
        try {
            if (views.rebuild(name)) {
                context.status(HttpStatus.ACCEPTED).json(Map.of("view", name, "rebuild", "asked for"));
            } else {
                HttpError.send(context, HttpStatus.CONFLICT, "rebuild-in-progress", name + " is being rebuilt already");
            }
        } catch (IllegalArgumentException e) {
            HttpError.send(context, HttpStatus.NOT_FOUND, "unknown-view", e.getMessage());
        }
    }
}
