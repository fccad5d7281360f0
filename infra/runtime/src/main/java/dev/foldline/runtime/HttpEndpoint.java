package dev.foldline.runtime;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinLogger;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A service's HTTP port: {@code /health/live}, {@code /health/ready}, {@code /metrics} in Prometheus' format, and
 * what the service adds.
 *
 * <p>{@code /health/ready} answers 200 or 503, by its {@code checks} alone; {@code degraded} lists what fails without
 * making the service unready. {@code /health/ready/NAME} answers 200 or 503 by that one check, of either kind, and 404
 * {@code unknown-check} if a check of that name does not exist.
 */
public final class HttpEndpoint implements AutoCloseable {

    private final Javalin server;

    private HttpEndpoint(Javalin server) {
        this.server = server;
    }

    /**
     * Opens the port.
     *
     * @param port   0 takes a free one
     * @param routes adds the service's own paths
     * @throws StartupException if the port is taken
     */
    public static HttpEndpoint open(
            int port, Health health, PrometheusMeterRegistry metrics, Consumer<RoutesConfig> routes) {
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            // Some requests wait: for other instances, or until a view has come far enough.
            config.concurrency.useVirtualThreads = true;
            config.routes.get("/health/live", context -> answer(context, health.liveness()));
            config.routes.get("/health/ready", context -> answerReady(context, health));
            config.routes.get("/health/ready/{name}", context -> answerOne(context, health));
            config.routes.get(
                    "/metrics",
                    context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(metrics.scrape()));
            routes.accept(config.routes);
        });
        // Javalin would log a failed start with its stack trace before it throws it.
        JavalinLogger.enabled = false;
        try {
            server.start(port);
        } catch (RuntimeException e) {
            throw new StartupException("HTTP port " + port + " cannot be opened: " + e.getMessage(), e);
        } finally {
            JavalinLogger.enabled = true;
        }
        return new HttpEndpoint(server);
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void answer(Context context, Map<String, String> checks) {
        boolean ok = setStatus(context, checks);
        context.json(Map.of("status", status(ok), "checks", checks));
    }

    private static void answerReady(Context context, Health health) {
        Map<String, String> checks = health.readiness();
        boolean ok = setStatus(context, checks);
        context.json(Map.of("status", status(ok), "checks", checks, "degraded", health.degradations()));
    }

    private static void answerOne(Context context, Health health) {
        String name = context.pathParam("name");
        String said = health.ready(name);
        if (said == null) {
            String known = String.join(", ", health.readyNames());
            HttpError.send(context, HttpStatus.NOT_FOUND, "unknown-check", "no check " + name + "; known are " + known);
        } else {
            answer(context, Map.of(name, said));
        }
    }

    private static boolean setStatus(Context context, Map<String, String> checks) {
        boolean ok = checks.values().stream().allMatch(Health.OK::equals);
        context.status(ok ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        return ok;
    }

    private static String status(boolean ok) {
        return ok ? "UP" : "DOWN";
    }
}
