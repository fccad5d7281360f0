package dev.foldline.example.conference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foldline.domain.AggregateType;
import dev.foldline.schema.conference.SeatsReserved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcollections.HashTreePMap;

class ConferenceDomainTest {

    private static final int MANY = 100_000;

    private final JsonMapper mapper = new JsonMapper();
    private final AggregateType<ConferenceCommand, Conference, ConferenceEvent> type = ConferenceDomain.CONFERENCE;

    @Test
    void everyStateComesBackFromItsJson() throws Exception {
        Conference missing = new Conference.Missing();
        Conference open = new Conference.Open(
                97, HashTreePMap.<String, Integer>empty().plus("r-1", 2).plus("\"é\"", 1));

        assertThat(read(type.stateJson().write(missing).toString())).isEqualTo(missing);
        assertThat(read(type.stateJson().write(open).toString())).isEqualTo(open);
        assertThat(read("{\"seatsLeft\": 97, \"reservations\": {\"r-1\": 3}}"))
                .isEqualTo(new Conference.Open(97, HashTreePMap.singleton("r-1", 3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "{\"seatsLeft\": 97}",
                "{\"seatsLeft\": 97, \"reservations\": []}",
                "{\"seatsLeft\": \"97\", \"reservations\": {}}",
                "{\"seatsLeft\": 97.5, \"reservations\": {}}",
                "{\"seatsLeft\": 3000000000, \"reservations\": {}}",
                "{\"seatsLeft\": 97, \"reservations\": {\"r-1\": null}}",
                "{\"seatsLeft\": 97, \"reservations\": {}, \"name\": \"JFokus\"}"
            })
    void anotherShapeOfJsonIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(json));
    }

    /** With a map that is copied per event this takes minutes. */
    @Test
    @Timeout(60)
    void aConferenceOfManyReservationsCostsNoMorePerEventThanOneOfFew() {
        Conference state = new Conference.Missing();
        for (int i = 1; i <= MANY; i++) {
            state = type.decider()
                    .evolve(
                            state,
                            new ConferenceEvent.Reserved(
                                    new SeatsReserved("conference-1", "r-" + i, "Ada", 1, MANY - i)));
        }

        assertThat(state.reservations()).hasSize(MANY);
        assertThat(type.stateBytes(state)).isBetween(100 * MANY, 300 * MANY);
        assertThat(type.stateBytes(new Conference.Missing())).isBetween(1, 1_000);
    }

    private Conference read(String json) throws JsonProcessingException {
        return type.stateJson().read(mapper.readTree(json));
    }
}
