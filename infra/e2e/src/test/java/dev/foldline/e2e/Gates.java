package dev.foldline.e2e;

import dev.foldline.stack.Endpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the gates of projection-service say in its metrics, all partitions that have seen an event.
 *
 * @param repeats   events dropped because they came a second time
 * @param gaps      how often an event did not follow the one before it
 * @param positions by partition, the last position let through
 */
public record Gates(long repeats, long gaps, Map<Integer, Long> positions) {

    private static final Pattern METRIC =
            Pattern.compile("(?m)^foldline_projection_(repeats|gaps|position)[a-z_]*\\{(?![^}]*\"process-)[^}]*"
                    + "partition=\"(\\d+)\"[^}]*}\\s+([0-9.E]+)$");

    /** Reads them once. */
    public static Gates read(Endpoints endpoints) {
        List<MatchResult> metrics = METRIC.matcher(metrics(endpoints)).results().toList();
        Map<Integer, Long> positions = new TreeMap<>();
        metrics.stream()
                .filter(metric -> metric.group(1).equals("position"))
                .forEach(metric -> positions.put(Integer.valueOf(metric.group(2)), value(metric)));
        return new Gates(sum(metrics, "repeats"), sum(metrics, "gaps"), positions);
    }

    private static long sum(List<MatchResult> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.group(1).equals(name))
                .mapToLong(Gates::value)
                .sum();
    }

    private static long value(MatchResult metric) {
        return (long) Double.parseDouble(metric.group(3));
    }

    private static String metrics(Endpoints endpoints) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(endpoints.queryUrl() + "/metrics"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }
}
