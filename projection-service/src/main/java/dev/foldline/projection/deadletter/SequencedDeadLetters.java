package dev.foldline.projection.deadletter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the order of every key of one task when an event cannot be applied: the event is parked, later events of its
 * key are parked behind it, and events of other keys are not affected.
 *
 * <p>What is parked is committed together with the rows and the input offset, so no event is both applied and parked,
 * or neither. Used by one stream thread.
 */
public final class SequencedDeadLetters {

    /** Name of the state store of the events that are parked before a fold. */
    public static final String STORE = "parked";

    /** Name of the state store of the events that are parked before a repartitioning. */
    public static final String STORE_BY_AGGREGATE = "parked-by-aggregate";

    private static final Logger log = LoggerFactory.getLogger(SequencedDeadLetters.class);

    private final String projection;
    private final ParkedEvents parked;
    private final Counts counts;
    private final int task;

    /** How much is parked in the tasks of one projection that are on this instance. Thread-safe. */
    public static final class Counts {

        private final Map<Integer, Integer> events = new ConcurrentHashMap<>();

        /** How many events are parked in a task that is here, 0 for others. */
        public int of(int task) {
            return events.getOrDefault(task, 0);
        }

        /** How many events are parked in a partition that is here, in front of a repartitioning and behind it. */
        public int ofPartition(int partition) {
            return of(partition) + of(inFront(partition));
        }

        /** How many events are parked here. */
        public int sum() {
            return events.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /**
     * Those of a task that a stream thread now has; takes up where the store left off.
     *
     * @param store     made by {@link #storeBuilder}
     * @param eventsMax how many events may be parked in the task; one more stops the projection
     */
    public SequencedDeadLetters(
            String projection, int task, KeyValueStore<String, ParkedEvent> store, int eventsMax, Counts counts) {
        this.projection = projection;
        this.task = task;
        this.parked = new ParkedEvents(store, eventsMax);
        this.counts = counts;
        count();
    }

    /**
     * The number under which the half of a task before a repartitioning counts; the half behind it has the task's own
     * number.
     */
    public static int inFront(int partition) {
        return -1 - partition;
    }

    /** A store of parked events, with a changelog. */
    public static StoreBuilder<KeyValueStore<String, ParkedEvent>> storeBuilder(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), new ParkedEventSerde())
                .withLoggingEnabled(Map.of());
    }

    /** Whether events of a key must wait. */
    public boolean holds(String key) {
        return parked.isParked(key);
    }

    /** Whether the event that a request means is the first of its key here. */
    public boolean isFirst(String key, Request request) {
        ParkedEvent first = parked.first(key);
        return first != null && isMeant(request, first.incoming());
    }

    /** Parks an event behind those of its key that wait already. */
    public void hold(IncomingRecord incoming) {
        parked.add(new ParkedEvent(incoming, "", 0, System.currentTimeMillis()));
        count();
    }

    /**
     * Parks an event that cannot be applied, and with it its key.
     *
     * @throws IllegalStateException if as many as are allowed are parked already
     */
    public void park(IncomingRecord incoming, String error) {
        parked.add(new ParkedEvent(incoming, error, 1, System.currentTimeMillis()));
        count();
        log.warn(
                "[{}] partition {} position {}, key {}: {}; the key is parked, its later events wait",
                projection,
                incoming.partition(),
                incoming.position(),
                incoming.key(),
                error);
    }

    /**
     * Does what an operator asks for a key; nothing where the event that is meant is not the key's first.
     *
     * @param application applies one event, or throws {@link UnappliedEventException}
     */
    public void handle(String key, Request request, Consumer<IncomingRecord> application) {
        ParkedEvent first = parked.first(key);
        if (first == null || !isMeant(request, first.incoming())) {
            log.info("[{}] key {}: nothing to do for {}, the event is not parked here", projection, key, request);
            return;
        }
        if (request.action() == Request.Action.SKIP) {
            parked.removeFirst(key);
            log.warn("[{}] key {}: skipped for good by {}: {}", projection, key, request.actor(), first.error());
        }
        release(key, request.actor(), application);
        count();
    }

    private void release(String key, String actor, Consumer<IncomingRecord> application) {
        int applied = 0;
        for (ParkedEvent next = parked.first(key); next != null; next = parked.first(key)) {
            try {
                application.accept(next.incoming());
            } catch (UnappliedEventException e) {
                String error = String.valueOf(e.getMessage());
                parked.replaceFirst(key, next.failedAgain(error));
                log.warn("[{}] key {}: {} applied for {}, then: {}", projection, key, applied, actor, error);
                return;
            }
            parked.removeFirst(key);
            applied++;
        }
        log.info("[{}] key {}: {} events applied for {}, the key is free", projection, key, applied, actor);
    }

    /** Forgets the counts of the task. */
    public void close() {
        counts.events.remove(task);
    }

    private static boolean isMeant(Request request, IncomingRecord first) {
        return request.partition() == first.partition() && request.position() == first.position();
    }

    private void count() {
        counts.events.put(task, parked.count());
    }
}
