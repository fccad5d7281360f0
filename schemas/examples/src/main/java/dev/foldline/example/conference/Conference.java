package dev.foldline.example.conference;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** State of a conference, as far as decisions need it. */
public sealed interface Conference {

    /** The reservations that hold seats: how many seats, by the reservation's id. */
    PMap<String, Integer> reservations();

    /** No event yet. */
    record Missing() implements Conference {

        @Override
        public PMap<String, Integer> reservations() {
            return HashTreePMap.empty();
        }
    }

    /**
     * Seats can be reserved. The map shares its structure with that of the state before, so an event costs no more with
     * many thousand reservations than with few.
     *
     * @param seatsLeft free seats, zero or more
     */
    record Open(int seatsLeft, PMap<String, Integer> reservations) implements Conference {}
}
