package dev.foldline.command.store;

import dev.foldline.command.store.entry.CommandFilter;
import dev.foldline.command.store.entry.StreamPlace;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of {@code command_filters} of one partition. Not thread-safe. */
final class InMemoryFilters {

    private static final Comparator<StreamPlace> IN_ORDER =
            Comparator.comparingLong(StreamPlace::version).thenComparingLong(StreamPlace::offset);

    private final Map<StreamId, NavigableMap<StreamPlace, CommandFilter>> byStream = new HashMap<>();

    void addAll(InMemoryFilters others) {
        others.byStream.values().forEach(its -> its.values().forEach(this::save));
    }

    void save(CommandFilter filter) {
        of(new StreamId(filter.partition(), filter.aggregateId()))
                .put(filter.range().after(), filter);
    }

    void keep(StreamId id, Predicate<CommandFilter> kept) {
        of(id).values().removeIf(kept.negate());
    }

    List<CommandFilter> read(StreamId id, @Nullable StreamPlace after, int max) {
        NavigableMap<StreamPlace, CommandFilter> all = of(id);
        return (after == null ? all : all.tailMap(after, false))
                .values().stream().limit(max).toList();
    }

    private NavigableMap<StreamPlace, CommandFilter> of(StreamId id) {
        return byStream.computeIfAbsent(id, _ -> new TreeMap<>(IN_ORDER));
    }
}
