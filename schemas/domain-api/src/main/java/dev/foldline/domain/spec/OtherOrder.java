package dev.foldline.domain.spec;

import dev.foldline.domain.view.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Random orders in which the engine may bring events together; events of one aggregate keep their order. */
final class OtherOrder {

    private OtherOrder() {}

    static List<Event> of(List<Event> events, Random random) {
        Map<String, Deque<Event>> byAggregate = new LinkedHashMap<>();
        events.forEach(event -> byAggregate
                .computeIfAbsent(event.metadata().aggregateId(), _ -> new ArrayDeque<>())
                .add(event));
        List<Deque<Event>> left = new ArrayList<>(byAggregate.values());
        List<Event> order = new ArrayList<>();
        while (!left.isEmpty()) {
            Deque<Event> aggregate = left.get(random.nextInt(left.size()));
            order.add(aggregate.remove());
            if (aggregate.isEmpty()) {
                left.remove(aggregate);
            }
        }
        return order;
    }

    static String described(List<Event> order) {
        return order.stream()
                .map(event -> event.metadata().aggregateId() + " version "
                        + event.metadata().aggregateVersion())
                .collect(Collectors.joining(", "));
    }
}
