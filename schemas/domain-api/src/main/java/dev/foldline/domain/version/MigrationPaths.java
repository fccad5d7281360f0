package dev.foldline.domain.version;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Finds the path of steps from one version of a type to another, up or down.
 *
 * <p>The path is the one with the fewest steps, so a step from 1 to 3 is preferred to one from 1 to 2 and one from 2 to
 * 3. Of equally short paths it is the one whose steps were given first. Thread-safe.
 *
 * @param <D> document: an Avro generic record for an event, a JSON tree for a snapshot
 */
public final class MigrationPaths<D> {

    private record Route(String type, int from, int to) {}

    private final Map<String, List<Migration<D>>> stepsByType;

    /** Only routes that exist are remembered, so there are at most as many as pairs of versions with steps. */
    private final Map<Route, List<Migration<D>>> found = new ConcurrentHashMap<>();

    /**
     * @param migrations the steps, of any types
     * @throws IllegalArgumentException if two steps have the same type and versions
     */
    public MigrationPaths(Collection<Migration<D>> migrations) {
        Set<Route> taken = new HashSet<>();
        for (Migration<D> step : migrations) {
            if (!taken.add(new Route(step.type(), step.from(), step.to()))) {
                throw new IllegalArgumentException("event type " + step.type() + " has two migrations from version "
                        + step.from() + " to " + step.to() + ": which one is right cannot be told");
            }
        }
        stepsByType =
                migrations.stream().collect(Collectors.groupingBy(Migration::type, HashMap::new, Collectors.toList()));
    }

    /**
     * Brings a document to another version.
     *
     * @param document in version {@code from}; where {@code to} is the same, it is given back as it is
     * @throws MigrationException if no path exists, or a step failed on this document
     */
    public D migrate(String type, int from, int to, D document) throws MigrationException {
        D migrated = document;
        for (Migration<D> step : path(type, from, to)) {
            try {
                migrated = Objects.requireNonNull(step.step().apply(migrated), "it gave no document");
            } catch (RuntimeException e) {
                throw new MigrationException(
                        cannotMigrate(type, from, to) + "the step from " + step.from() + " to " + step.to()
                                + " failed: " + e,
                        e);
            }
        }
        return migrated;
    }

    /**
     * Checks that a path exists, without a document: at start-up, not only on the first old document.
     *
     * @throws MigrationException if no path exists
     */
    public void require(String type, int from, int to) throws MigrationException {
        path(type, from, to);
    }

    private List<Migration<D>> path(String type, int from, int to) throws MigrationException {
        if (from == to) {
            return List.of();
        }
        Route route = new Route(type, from, to);
        List<Migration<D>> known = found.get(route);
        if (known == null) {
            known = search(route);
            found.put(route, known);
        }
        return known;
    }

    private List<Migration<D>> search(Route route) throws MigrationException {
        List<Migration<D>> steps = stepsByType.get(route.type());
        if (steps == null) {
            throw new MigrationException("No migrations found for event type " + route.type());
        }
        // Breadth first: the step by which a version is reached first ends one of the shortest paths to it.
        Map<Integer, Migration<D>> arrivals = new HashMap<>();
        Queue<Integer> reached = new ArrayDeque<>(List.of(route.from()));
        while (!reached.isEmpty() && !arrivals.containsKey(route.to())) {
            int version = reached.remove();
            for (Migration<D> step : steps) {
                if (step.from() == version && arrivals.putIfAbsent(step.to(), step) == null) {
                    reached.add(step.to());
                }
            }
        }
        if (!arrivals.containsKey(route.to())) {
            throw new MigrationException(
                    cannotMigrate(route.type(), route.from(), route.to()) + "no migration path found");
        }
        return walkBack(arrivals, route);
    }

    private static <D> List<Migration<D>> walkBack(Map<Integer, Migration<D>> arrivals, Route route) {
        Deque<Migration<D>> path = new ArrayDeque<>();
        for (int version = route.to();
                version != route.from();
                version = path.getFirst().from()) {
            path.addFirst(Objects.requireNonNull(arrivals.get(version), "a version that was reached"));
        }
        return List.copyOf(path);
    }

    private static String cannotMigrate(String type, int from, int to) {
        return "Cannot migrate event " + type + " from version " + from + " to " + to + ": ";
    }
}
