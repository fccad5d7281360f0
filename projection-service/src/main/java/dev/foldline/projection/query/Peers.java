package dev.foldline.projection.query;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The other instances that have some of a view. Thread-safe. */
public interface Peers {

    /** Base URLs of all of them, as far as they are known. */
    List<URI> others();

    /**
     * Which of them has a key's row, if whoever wrote the key chose its partition as Kafka's own producer does: a
     * guess, for writers in other languages choose otherwise.
     *
     * @return empty if that is this instance, or nobody knows
     */
    Optional<URI> likelyHost(String key);
}
