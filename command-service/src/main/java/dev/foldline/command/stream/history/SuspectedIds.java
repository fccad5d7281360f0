package dev.foldline.command.stream.history;

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

    /** So few of the hashes that are of no suspect begin like one: one in so many. */
    private static final int BITS_PER_ID = 16;

    private final Map<Integer, List<UUID>> byHash = new HashMap<>();
    private final Map<UUID, Set<Integer>> rowsOf = new LinkedHashMap<>();

    /** Most hashes that come by are of no suspect, and do not even begin like one. */
    private final long[] beginnings;

    private final int shift;

    SuspectedIds(Collection<UUID> ids) {
        int bits = Math.max(Long.SIZE, Integer.highestOneBit(BITS_PER_ID * ids.size()));
        beginnings = new long[bits / Long.SIZE];
        shift = Integer.numberOfLeadingZeros(bits - 1);
        for (UUID id : ids) {
            int hash = CommandFilter.hash(id);
            byHash.computeIfAbsent(hash, _ -> new ArrayList<>(1)).add(id);
            beginnings[hash >>> shift >>> 6] |= 1L << (hash >>> shift);
        }
    }

    /** The hashes of all of them. */
    Set<Integer> hashes() {
        return byHash.keySet();
    }

    /** Whether a hash begins like that of one of them. */
    boolean mayHave(int hash) {
        return (beginnings[hash >>> shift >>> 6] & (1L << (hash >>> shift))) != 0;
    }

    /** A hash comes by, in a row with this number. */
    void passes(int hash, int row) {
        if (mayHave(hash)) {
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
