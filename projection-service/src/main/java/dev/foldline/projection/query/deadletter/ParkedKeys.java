package dev.foldline.projection.query.deadletter;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The parked keys of one view. Thread-safe. */
public interface ParkedKeys {

    /** Names of all stores of parked events that the view has, on any instance. */
    Set<String> everywhere();

    /**
     * The parked keys in each store that is here.
     *
     * @param key   the only one that is looked for, null for all
     * @param limit how many at most of each store
     */
    SortedMap<String, List<ParkedKey>> here(@Nullable String key, int limit);
}
