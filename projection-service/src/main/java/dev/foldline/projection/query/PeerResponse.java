package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;

/** What one instance answers to a {@link PeerRequest}. */
sealed interface PeerResponse {

    /**
     * Its part of the answer.
     *
     * @param partitions what there is, for every partition of the rows that is here
     */
    record Part(SortedMap<Integer, JsonNode> partitions) implements PeerResponse {}

    /**
     * It has not passed a position that the request names, although it has waited.
     *
     * @param positions how far it is instead, by partition of the events topic
     */
    record Behind(SortedMap<Integer, Long> positions) implements PeerResponse {}

    /** It did not answer in time, or cannot answer now; others may have what it has. */
    record Unavailable(String reason) implements PeerResponse {}
}
