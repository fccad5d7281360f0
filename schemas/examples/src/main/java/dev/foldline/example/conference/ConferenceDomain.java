package dev.foldline.example.conference;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domain;
import java.util.List;

/** The domain {@code conference}: conferences, whose state grows with their reservations. */
public final class ConferenceDomain implements Domain {

    /** The aggregate type {@code conference}. */
    public static final AggregateType<ConferenceCommand, Conference, ConferenceEvent> CONFERENCE = AggregateType.of(
                    "conference",
                    new ConferenceDecider(),
                    ConferenceCommand.class,
                    Conference.class,
                    ConferenceEvent.class)
            .stateJson(new ConferenceJson())
            .stateBytes(ConferenceDomain::stateBytes);

    private static final int STATE_BYTES = 256;

    /** A node and an entry of the map, and an id of the length of a UUID. */
    private static final int RESERVATION_BYTES = 200;

    @Override
    public List<AggregateType<?, ?, ?>> aggregates() {
        return List.of(CONFERENCE);
    }

    private static int stateBytes(Conference state) {
        long bytes =
                STATE_BYTES + (long) RESERVATION_BYTES * state.reservations().size();
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
