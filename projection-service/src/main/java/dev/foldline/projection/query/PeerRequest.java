package dev.foldline.projection.query;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * A query of a view, as one instance sends it to another.
 *
 * @param path       begins with a slash, encoded
 * @param limit      rows at most; 0 where the request is for one row
 * @param minimum    the positions that the view must have passed
 * @param deadlineNs until when to wait for that, by {@link System#nanoTime}
 */
record PeerRequest(String path, int limit, MinimumPositions minimum, long deadlineNs) {

    static final String LIMIT = "limit";
    static final String WAIT_MS = "wait-ms";

    /** How long the request may still wait. */
    Duration waitLeft() {
        return Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
    }

    /** Where to ask another instance. */
    URI at(URI peer) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        if (limit > 0) {
            query.add(LIMIT + "=" + limit);
        }
        minimum.positions()
                .forEach((partition, position) ->
                        query.add(MinimumPositions.PARAMETER + "=" + partition + ":" + position));
        if (!minimum.positions().isEmpty()) {
            query.add(WAIT_MS + "=" + waitLeft().toMillis());
        }
        return peer.resolve(path + query);
    }

    /** Encodes any text as one segment of a path. */
    static String segment(String text) {
        // A segment of dots would be taken for a step in the path.
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }
}
