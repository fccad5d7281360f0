package dev.foldline.example.conference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.domain.StateJson;
import java.util.HashMap;
import java.util.Map;
import org.pcollections.HashTreePMap;

/**
 * A conference as JSON: {@code {"seatsLeft": 97, "reservations": {"r-1": 3}}}, and an empty object for one that does
 * not exist. Written by hand because Jackson does not know the type of the map.
 */
final class ConferenceJson implements StateJson<Conference> {

    private static final String SEATS_LEFT = "seatsLeft";
    private static final String RESERVATIONS = "reservations";

    @Override
    public int schemaVersion() {
        return 1;
    }

    @Override
    public JsonNode write(Conference state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (state) {
            case Conference.Missing _ -> json;
            case Conference.Open open -> {
                ObjectNode reservations = json.put(SEATS_LEFT, open.seatsLeft()).putObject(RESERVATIONS);
                open.reservations().forEach(reservations::put);
                yield json;
            }
        };
    }

    @Override
    public Conference read(JsonNode json) {
        if (json.isObject() && json.isEmpty()) {
            return new Conference.Missing();
        }
        JsonNode reservations = json.path(RESERVATIONS);
        if (json.size() != 2 || !reservations.isObject()) {
            throw new IllegalArgumentException(
                    "a conference has the fields " + SEATS_LEFT + " and " + RESERVATIONS + ", or none");
        }
        Map<String, Integer> seats = HashMap.newHashMap(reservations.size());
        reservations.properties().forEach(entry -> seats.put(entry.getKey(), seats(entry.getKey(), entry.getValue())));
        return new Conference.Open(seats(SEATS_LEFT, json.path(SEATS_LEFT)), HashTreePMap.from(seats));
    }

    private static int seats(String field, JsonNode json) {
        if (!json.isInt()) {
            throw new IllegalArgumentException(field + " of a conference is not a number of seats: " + json);
        }
        return json.intValue();
    }
}
