package dev.foldline.domain.view;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a view an event belongs to. Immutable; the function must be pure and is called on several threads.
 *
 * <p>A row under the aggregate id is folded where its events are. Rows under any other key get events from several
 * partitions: the engine first brings those of one row together, through a topic of its own. Events of one aggregate
 * keep their order there. Events of different aggregates have no order among each other, so such a fold must not depend
 * on one.
 *
 * <p>Where an event belongs to several rows, each of them gets it exactly once, and each keeps its own order. Those
 * that lie in one partition of the view change in one transaction. Those in different partitions do not, so a reader
 * may see one row with the event before it sees another.
 */
public final class RowKey {

    /** The most rows that one event may belong to. */
    public static final int KEYS_MAX = 1_000;

    /** The most bytes that the keys of one event may have together, in UTF-8: they travel in a header. */
    public static final int KEYS_BYTES_MAX = 64 * 1024;

    private static final RowKey AGGREGATE_ID =
            new RowKey(event -> List.of(event.metadata().aggregateId()));

    private final Function<Event, List<String>> function;

    private RowKey(Function<Event, List<String>> function) {
        this.function = function;
    }

    /** One row per aggregate, under its id. */
    public static RowKey ofAggregate() {
        return AGGREGATE_ID;
    }

    /**
     * Another key than the aggregate's.
     *
     * @param function gives the key of an event's row, null where the event belongs to none; if it throws, the event
     *                 is parked with those of its aggregate
     */
    public static RowKey of(Function<Event, @Nullable String> function) {
        Objects.requireNonNull(function);
        return new RowKey(event -> {
            String key = function.apply(event);
            return key == null ? List.of() : List.of(notEmpty(key));
        });
    }

    /**
     * Several rows for one event. The step of a fold is called once for each, and {@link EventMetadata#rowKey} tells it
     * which one it is called for.
     *
     * @param function gives the keys of an event's rows; none where the event belongs to no row. A key that comes twice
     *                 counts once, where it comes first. If the function throws, the event is parked with those of its
     *                 aggregate, before any of its rows has changed; so it is if there are more than {@value #KEYS_MAX}
     *                 keys, if they have more than {@value #KEYS_BYTES_MAX} bytes together, or if one of them is null,
     *                 empty, or text that cannot be kept (U+0000, half of a surrogate pair)
     */
    public static RowKey each(Function<Event, ? extends Collection<String>> function) {
        Objects.requireNonNull(function);
        return new RowKey(event -> checked(function.apply(event)));
    }

    /**
     * The keys of an event's rows, each once and in the order of the function; empty where the event belongs to no row.
     *
     * @throws RuntimeException if the function throws, or returns keys that are not allowed
     */
    public List<String> keys(Event event) {
        return function.apply(event);
    }

    /** Whether rows are in the partition of their aggregate's events, so a repartitioning is not needed. */
    public boolean isAggregate() {
        return this == AGGREGATE_ID;
    }

    private static List<String> checked(@Nullable Collection<String> given) {
        if (given == null) {
            throw new IllegalArgumentException("the keys of its rows are null, not an empty collection");
        }
        Set<String> keys = new LinkedHashSet<>(given);
        if (keys.size() > KEYS_MAX) {
            throw new IllegalArgumentException(
                    "the event belongs to " + keys.size() + " rows, at most " + KEYS_MAX + " are allowed");
        }
        int bytes = 0;
        for (String key : keys) {
            bytes += bytes(key);
        }
        if (bytes > KEYS_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the keys of its rows have " + bytes + " bytes, at most " + KEYS_BYTES_MAX + " are allowed");
        }
        return List.copyOf(keys);
    }

    private static int bytes(@Nullable String key) {
        if (key == null) {
            throw new IllegalArgumentException("the key of one of its rows is null");
        }
        byte[] utf8 = notEmpty(key).getBytes(StandardCharsets.UTF_8);
        // A character that UTF-8 cannot encode becomes a question mark, and two keys could become the same.
        if (key.indexOf('\0') >= 0 || !key.equals(new String(utf8, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("the key of one of its rows has U+0000 or half of a surrogate pair");
        }
        return utf8.length;
    }

    private static String notEmpty(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("the key of its row is empty");
        }
        return key;
    }
}
