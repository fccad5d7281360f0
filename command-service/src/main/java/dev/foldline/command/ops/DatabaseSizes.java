package dev.foldline.command.ops;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sizes of the databases when they were last asked. Asked by one thread, read by any. */
final class DatabaseSizes {

    private static final Logger log = LoggerFactory.getLogger(DatabaseSizes.class);

    private final List<MeasuredDatabase> databases;
    private final Map<String, Long> bytes = new ConcurrentHashMap<>();
    private final Set<String> silent = new HashSet<>();

    DatabaseSizes(List<MeasuredDatabase> databases, Meters meters) {
        this.databases = List.copyOf(databases);
        databases.forEach(database -> meters.gauge(
                CommandMetric.DATABASE_BYTES, this, sizes -> sizes.of(database.name()), "database", database.name()));
    }

    /** Asks each database, one after the other; one that fails is said once, until it answers again. */
    void ask() {
        for (MeasuredDatabase database : databases) {
            String name = database.name();
            try {
                bytes.put(name, database.size().bytes());
                if (silent.remove(name)) {
                    log.info("{}: size available again", name);
                }
            } catch (SQLException e) {
                bytes.remove(name);
                if (silent.add(name)) {
                    log.warn(
                            "{}: size unavailable, reports omit it until it is available: SQLSTATE {}: {}",
                            name,
                            e.getSQLState(),
                            String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
                }
            }
        }
    }

    /** Each database and its size in bytes. */
    String list() {
        return databases.stream()
                .map(database -> database.name() + ":"
                        + (bytes.containsKey(database.name()) ? bytes.get(database.name()) : "unknown"))
                .collect(Collectors.joining(","));
    }

    private double of(String name) {
        Long known = bytes.get(name);
        return known == null ? Double.NaN : known;
    }
}
