package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The responses of several instances to one request, combined. For a partition that two of them have because it is
 * moving, the first response counts. Not thread-safe.
 */
final class PeerResponses {

    private final int partitions;
    private final SortedMap<Integer, JsonNode> answers = new TreeMap<>();
    private final SortedMap<Integer, Long> behind = new TreeMap<>();
    private final List<String> unavailable = new ArrayList<>();

    /**
     * @param partitions how many must be covered
     */
    PeerResponses(int partitions) {
        this.partitions = partitions;
    }

    void add(PeerResponse response) {
        switch (response) {
            case PeerResponse.Part part ->
                part.partitions().forEach((partition, answer) -> answers.putIfAbsent(partition, answer));
            case PeerResponse.Behind late ->
                late.positions().forEach((partition, position) -> behind.merge(partition, position, Math::min));
            case PeerResponse.Unavailable none -> unavailable.add(none.reason());
        }
    }

    /** What is in each partition that is covered. */
    Collection<JsonNode> answers() {
        return answers.values();
    }

    /** The first answer that is there. */
    Optional<JsonNode> found() {
        return answers.values().stream().filter(answer -> !answer.isNull()).findFirst();
    }

    boolean isComplete() {
        return missing().isEmpty();
    }

    /** How far the view is in partitions of the events that it should have passed; empty where it has passed them. */
    SortedMap<Integer, Long> behind() {
        return behind;
    }

    /** Why the answer is missing. */
    String describe() {
        String where = missing().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String why = unavailable.isEmpty() ? "" : " (" + String.join("; ", unavailable) + ")";
        return "partitions " + where + " are on no instance that answers for them now" + why;
    }

    private SortedSet<Integer> missing() {
        SortedSet<Integer> missing =
                IntStream.range(0, partitions).boxed().collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(answers.keySet());
        return missing;
    }
}
