package dev.foldline.command.view;

import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.stream.InlineViewRows;
import dev.foldline.command.view.ViewStatus.State;
import dev.foldline.domain.InlineView;
import dev.foldline.runtime.PartitionDatabases;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables of the inline views as this build's folds would have written them.
 *
 * <p>At start each view is looked at: one whose table was built by another version, or never while there were events,
 * is built again, on a thread of its own, beside the commands. {@link #rebuild} asks for the same at any time. Where
 * several instances start together, one of them builds and the others leave it to that one. Thread-safe.
 */
public final class InlineViews implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InlineViews.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final long RETRY_PAUSE_MS = 5_000;

    /**
     * What is worked with.
     *
     * @param databases  opens a connection to each database, in the order of {@code partitions}
     * @param partitions which of them holds which partition
     * @param count      partitions of every topic
     */
    public record Places(List<Supplier<PostgresViewRebuild>> databases, PartitionDatabases partitions, int count) {}

    private final Places places;
    private final AggregateTypes types;
    private final RegistrySchemas schemas;
    private final InlineViewRows rows;
    private final Map<String, ViewStatus> statuses = new ConcurrentHashMap<>();
    /** Views to look at, and whether they are built whatever their version. Guarded by this. */
    private final Set<String> toCheck = new LinkedHashSet<>();

    private final Set<String> toRebuild = new LinkedHashSet<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    public InlineViews(Places places, AggregateTypes types, RegistrySchemas schemas) {
        this.places = places;
        this.types = types;
        this.schemas = schemas;
        this.rows = new InlineViewRows(types);
        for (InlineView<?, ?> view : types.inlineViews()) {
            int version = view.json().schemaVersion();
            statuses.put(view.name(), new ViewStatus(view.name(), version, State.UNKNOWN, 0, ""));
            toCheck.add(view.name());
        }
        thread = Thread.ofPlatform().daemon().name("inline-views").start(this::run);
    }

    /** The status of each view, by name. */
    public List<ViewStatus> statuses() {
        return List.copyOf(new TreeMap<>(statuses).values());
    }

    /**
     * Asks for a view to be built again.
     *
     * @return false when that is going on or asked for already
     * @throws IllegalArgumentException if there is no such view
     */
    public synchronized boolean rebuild(String view) {
        ViewStatus status = statuses.get(view);
        if (status == null) {
            throw new IllegalArgumentException("there is no inline view " + view);
        }
        if (status.state() == State.BUILDING || !toRebuild.add(view)) {
            return false;
        }
        notifyAll();
        return true;
    }

    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        for (String view = next(); view != null; view = next()) {
            try {
                bringUpToDate(view);
            } catch (StoreUnavailableException e) {
                log.warn("inline view {}: database unavailable, retrying: {}", view, e.getMessage());
                update(view, State.UNKNOWN, String.valueOf(e.getMessage()));
                pause();
            } catch (RuntimeException e) {
                log.error("inline view {} cannot be built, giving up until the next start or request", view, e);
                update(view, State.UNKNOWN, e.toString());
                forget(view);
            }
        }
    }

    /** The next view to look at, which stays asked for until it is done; null when closed. */
    private synchronized @Nullable String next() {
        while (!isClosed()) {
            if (!toCheck.isEmpty()) {
                return toCheck.iterator().next();
            }
            if (!toRebuild.isEmpty()) {
                return toRebuild.iterator().next();
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private synchronized void forget(String view) {
        toCheck.remove(view);
        toRebuild.remove(view);
    }

    private synchronized boolean isAskedFor(String view) {
        return toRebuild.contains(view);
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private void bringUpToDate(String name) {
        InlineView<?, ?> view = types.inlineView(name);
        boolean asked = isAskedFor(name);
        for (int database = 0; database < places.databases().size(); database++) {
            try (PostgresViewRebuild table = places.databases().get(database).get()) {
                int version = view.json().schemaVersion();
                if (!asked && table.builtVersion(name).orElse(0) == version) {
                    continue;
                }
                if (!table.tryLock(name)) {
                    update(name, State.BUILDING, "another instance builds it");
                    pause();
                    return;
                }
                if (!build(view, table, database)) {
                    return;
                }
                table.built(name, version);
            }
        }
        forget(name);
        update(name, State.CURRENT, "");
    }

    /** Whether it came to the end; false when closed before. */
    private boolean build(InlineView<?, ?> view, PostgresViewRebuild table, int database) {
        ViewTable target = rows.table(view);
        update(view.name(), State.BUILDING, "");
        log.info(
                "inline view {} version {}: rebuilding",
                view.name(),
                view.json().schemaVersion());
        ViewFolding folding = new ViewFolding(target, rows, types, new AvroDecoder(schemas, types.events()));
        for (int partition : partitionsIn(database)) {
            Optional<String> last = Optional.empty();
            do {
                if (isClosed()) {
                    return false;
                }
                last = table.rebuildChunk(partition, last.orElse(null), target, folding);
                statuses.computeIfPresent(view.name(), (_, status) -> status.withStreams(folding.streams()));
            } while (last.isPresent());
        }
        log.info("inline view {} rebuilt from {} streams", view.name(), folding.streams());
        return true;
    }

    private List<Integer> partitionsIn(int database) {
        List<Integer> partitions = new ArrayList<>();
        for (int partition = 0; partition < places.count(); partition++) {
            if (places.partitions().databaseOf(partition) == database) {
                partitions.add(partition);
            }
        }
        return partitions;
    }

    private void update(String view, State state, String message) {
        statuses.computeIfPresent(view, (_, status) -> status.with(state, message));
    }

    /** Returns at once when closed meanwhile. */
    private void pause() {
        try {
            if (closing.await(RETRY_PAUSE_MS, TimeUnit.MILLISECONDS)) {
                log.debug("closed while waiting");
            }
        } catch (InterruptedException e) {
            closing.countDown();
            Thread.currentThread().interrupt();
        }
    }
}
