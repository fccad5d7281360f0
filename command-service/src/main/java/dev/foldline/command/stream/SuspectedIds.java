package dev.foldline.command.stream;

import dev.foldline.command.store.entry.CommandFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Command ids that are looked for while the history of a stream is read. Not thread-safe. */
final class SuspectedIds {

    private static final int BITS = 4_096;
    private static final int SHIFT = Integer.SIZE - 12;

    private final Map<Integer, List<UUID>> byHash = new HashMap<>();
    private final Map<UUID, Set<Integer>> rowsOf = new LinkedHashMap<>();

    /** Most hashes that come by are of no suspect, and do not even begin like one. */
    private final long[] beginnings = new long[BITS / Long.SIZE];

    SuspectedIds(Collection<UUID> ids) {
        for (UUID id : ids) {
            int hash = CommandFilter.hash(id);
            byHash.computeIfAbsent(hash, _ -> new ArrayList<>(1)).add(id);
            beginnings[hash >>> SHIFT >>> 6] |= 1L << (hash >>> SHIFT);
        }
    }

    /** A hash comes by, in a row with this number. */
    void passes(int hash, int row) {
        if ((beginnings[hash >>> SHIFT >>> 6] & 1L << (hash >>> SHIFT)) != 0) {
            byHash.getOrDefault(hash, List.of())
                    .forEach(id -> rowsOf.computeIfAbsent(id, _ -> new LinkedHashSet<>())
                            .add(row));
        }
    }

    /** The rows that each of the ids was met in; nothing for one that was not. */
    Map<UUID, Set<Integer>> rowsOf() {
        return rowsOf;
    }
}
