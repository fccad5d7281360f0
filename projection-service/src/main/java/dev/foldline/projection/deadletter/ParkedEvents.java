package dev.foldline.projection.deadletter;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The parked events of one task: for each key a queue in the order in which they came.
 *
 * <p>They are in a state store under the key and a running number. The numbers of each key are also kept in memory,
 * because every event asks whether its key is parked. Used by the task's thread.
 */
public final class ParkedEvents {

    private static final String SEPARATOR = "\u0000";
    private static final int HEXADECIMAL = 16;

    private final KeyValueStore<String, ParkedEvent> store;
    private final int eventsMax;
    private final Map<String, Queue> queues = new HashMap<>();
    private int count;

    /** The numbers of one key's events, from the first up to but without the end; none is missing in between. */
    private record Queue(long first, long end) {}

    /**
     * Takes up where the store left off.
     *
     * @param eventsMax how many events may be parked
     */
    ParkedEvents(KeyValueStore<String, ParkedEvent> store, int eventsMax) {
        this.store = store;
        this.eventsMax = eventsMax;
        try (KeyValueIterator<String, ParkedEvent> all = store.all()) {
            while (all.hasNext()) {
                String place = all.next().key;
                int end = place.indexOf(SEPARATOR);
                long number = Long.parseLong(place.substring(end + 1), HEXADECIMAL);
                queues.merge(
                        place.substring(0, end),
                        new Queue(number, number + 1),
                        (queue, last) -> new Queue(queue.first, last.end));
                count++;
            }
        }
    }

    /** Where the events of a key begin in the store. */
    public static String from(String key) {
        return place(key, 0);
    }

    /** Where they end. */
    public static String to(String key) {
        return place(key, Long.MAX_VALUE);
    }

    boolean isParked(String key) {
        return count > 0 && queues.containsKey(key);
    }

    int count() {
        return count;
    }

    /**
     * Parks an event behind those of its key.
     *
     * @throws IllegalStateException if as many as are allowed are parked already, or the store cannot hold the key;
     *                               nothing has changed
     */
    void add(ParkedEvent event) {
        String key = event.incoming().key();
        if (key.contains(SEPARATOR)) {
            throw new IllegalStateException("a key with the character U+0000 cannot be parked");
        }
        if (count == eventsMax) {
            throw new IllegalStateException(eventsMax + " events are parked, as many as are allowed");
        }
        Queue queue = queues.getOrDefault(key, new Queue(0, 0));
        store.put(place(key, queue.end), event);
        queues.put(key, new Queue(queue.first, queue.end + 1));
        count++;
    }

    /** The first event of a key, null where the key is not parked. */
    @Nullable
    ParkedEvent first(String key) {
        Queue queue = queues.get(key);
        return queue == null ? null : store.get(place(key, queue.first));
    }

    /** Replaces the first event of a parked key. */
    void replaceFirst(String key, ParkedEvent event) {
        store.put(place(key, queue(key).first), event);
    }

    /** Removes the first event of a parked key; a key without events is no longer parked. */
    void removeFirst(String key) {
        Queue queue = queue(key);
        store.delete(place(key, queue.first));
        count--;
        if (queue.first + 1 == queue.end) {
            queues.remove(key);
        } else {
            queues.put(key, new Queue(queue.first + 1, queue.end));
        }
    }

    private Queue queue(String key) {
        return Objects.requireNonNull(queues.get(key), key);
    }

    private static String place(String key, long number) {
        // Sixteen digits, so that the order of texts is the order of numbers.
        return key + SEPARATOR + String.format("%016x", number);
    }
}
