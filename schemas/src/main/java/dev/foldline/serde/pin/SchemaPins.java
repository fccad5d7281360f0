package dev.foldline.serde.pin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each schema id was first used with, in a memory that outlives the registry. Thread-safe.
 *
 * <p>Every method throws {@link dev.foldline.serde.RegistryUnavailableException} if that memory cannot be read now.
 */
public interface SchemaPins {

    /** Remembers nothing: the registry is believed. */
    SchemaPins NONE = of(Map.of());

    /** What an id was first used with; null where that is not known. */
    @Nullable
    SchemaPin find(int id);

    /**
     * Remembers what an id is used with, if nothing is remembered of it.
     *
     * @return what it was first used with: this, or another
     */
    SchemaPin pin(SchemaPin used);

    /** Those of a map by id, which remembers no more. */
    static SchemaPins of(Map<Integer, SchemaPin> known) {
        return new SchemaPins() {
            @Override
            public @Nullable SchemaPin find(int id) {
                return known.get(id);
            }

            @Override
            public SchemaPin pin(SchemaPin used) {
                return known.getOrDefault(used.id(), used);
            }
        };
    }
}
