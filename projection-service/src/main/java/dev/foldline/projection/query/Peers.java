package dev.foldline.projection.query;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The other instances that have some of a view. Thread-safe. */
public interface Peers {

    /** Base URLs of all of them, as far as they are known. */
    List<URI> others();

    /**
     * The instance that has a key's row, provided that the writer of the key chose its partition as Kafka's own
     * producer does. This is a guess, because clients in other languages choose in another way.
     *
     * @return empty if that is this instance, or if it is not known
     */
    Optional<URI> likelyHost(String key);
}
