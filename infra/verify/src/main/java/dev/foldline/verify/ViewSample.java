package dev.foldline.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.serde.JsonRecordException;
import dev.foldline.serde.RecordReader;
import dev.foldline.verify.source.VerifyException;
import dev.foldline.verify.source.ViewQuery;
import dev.foldline.verify.view.ViewCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Some rows of a view, spread over all of its keys, as the query over HTTP shows them. */
final class ViewSample {

    private static final int ROWS_MAX = 200;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final ViewQuery query;
    private final Schema schema;
    private final Duration waitMax;

    /**
     * @param schema  of the view's rows
     * @param waitMax how long the query may take to catch up
     */
    ViewSample(ViewQuery query, Schema schema, Duration waitMax) {
        this.query = query;
        this.schema = schema;
        this.waitMax = waitMax;
    }

    /** Compares the sample with the fold. */
    void compare(ViewCheck view) {
        long deadlineNs = System.nanoTime() + waitMax.toNanos();
        List<String> keys = view.sampleKeys(ROWS_MAX);
        while (true) {
            boolean last = System.nanoTime() - deadlineNs >= 0;
            try {
                Map<String, @Nullable SpecificRecord> shown = ask(keys);
                if (last || view.matchesSome(shown)) {
                    view.compareSome("query", shown);
                    return;
                }
            } catch (VerifyException e) {
                if (last) {
                    view.unreadable(e.getMessage());
                    return;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerifyException("interrupted while waiting for a view", e);
        }
    }

    private Map<String, @Nullable SpecificRecord> ask(List<String> keys) {
        Map<String, @Nullable SpecificRecord> rows = new HashMap<>();
        for (String key : keys) {
            Optional<JsonNode> json = query.row(key);
            rows.put(key, json.isPresent() ? record(key, json.get()) : null);
        }
        return rows;
    }

    private SpecificRecord record(String key, JsonNode json) {
        try {
            return RecordReader.read(schema, json);
        } catch (JsonRecordException e) {
            throw new VerifyException(
                    "the query's row " + key + " is not a valid " + schema.getName() + ": " + e.getMessage(), e);
        }
    }
}
