package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;

/** What one instance says to a question about a view. */
sealed interface Reply {

    /**
     * Its part of the answer.
     *
     * @param partitions what there is, for every partition of the rows that is here
     */
    record Part(SortedMap<Integer, JsonNode> partitions) implements Reply {}

    /**
     * It has not passed a position that the question names, and has waited for it.
     *
     * @param positions how far it is instead, by partition of the events topic
     */
    record Behind(SortedMap<Integer, Long> positions) implements Reply {}

    /** It did not answer; others may have what it has. */
    record Silent(String reason) implements Reply {}
}
