package dev.foldline.example.conference;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.schema.conference.ConferenceOpened;
import dev.foldline.schema.conference.ReservationCancelled;
import dev.foldline.schema.conference.SeatsReserved;
import org.pcollections.HashTreePMap;

/**
 * Decides the commands of a conference.
 *
 * <p>A conference is opened once, with a number of seats that never changes. No seat is reserved twice: free and
 * reserved seats always add up to that number. A reservation's id is taken until the reservation is cancelled.
 */
public final class ConferenceDecider implements Decider<ConferenceCommand, Conference, ConferenceEvent> {

    @Override
    public Conference initialState() {
        return new Conference.Missing();
    }

    @Override
    public Decision<ConferenceEvent> decide(ConferenceCommand command, Conference state) {
        return switch (state) {
            case Conference.Missing _ -> decideMissing(command);
            case Conference.Open open -> decideOpen(command, open);
        };
    }

    @Override
    public Conference evolve(Conference state, ConferenceEvent event) {
        return switch (event) {
            case ConferenceEvent.Opened(var e) -> new Conference.Open(e.getSeats(), HashTreePMap.empty());
            case ConferenceEvent.Reserved(var e) ->
                new Conference.Open(e.getSeatsLeft(), state.reservations().plus(e.getReservationId(), e.getSeats()));
            case ConferenceEvent.Cancelled(var e) ->
                new Conference.Open(e.getSeatsLeft(), state.reservations().minus(e.getReservationId()));
        };
    }

    private static Decision<ConferenceEvent> decideMissing(ConferenceCommand command) {
        return switch (command) {
            case ConferenceCommand.Open open -> open(open);
            case ConferenceCommand.Reserve _, ConferenceCommand.Cancel _ ->
                Decision.reject("aggregate-not-found", "there is no conference " + command.conferenceId());
        };
    }

    private static Decision<ConferenceEvent> decideOpen(ConferenceCommand command, Conference.Open conference) {
        return switch (command) {
            case ConferenceCommand.Open _ ->
                Decision.reject("aggregate-exists", command.conferenceId() + " is open already");
            case ConferenceCommand.Reserve reserve -> reserve(reserve, conference);
            case ConferenceCommand.Cancel cancel -> cancel(cancel, conference);
        };
    }

    private static Decision<ConferenceEvent> open(ConferenceCommand.Open command) {
        String name = command.data().getName();
        int seats = command.data().getSeats();
        if (name.isBlank()) {
            return Decision.reject("invalid-name", "the name of " + command.conferenceId() + " is blank");
        }
        if (seats <= 0) {
            return invalidSeats(seats);
        }
        return Decision.accept(new ConferenceEvent.Opened(new ConferenceOpened(command.conferenceId(), name, seats)));
    }

    private static Decision<ConferenceEvent> reserve(ConferenceCommand.Reserve command, Conference.Open conference) {
        String reservationId = command.data().getReservationId();
        int seats = command.data().getSeats();
        if (reservationId.isBlank()) {
            return Decision.reject(
                    "invalid-reservation", "the id of a reservation of " + command.conferenceId() + " is blank");
        }
        if (command.data().getAttendee().isBlank()) {
            return Decision.reject(
                    "invalid-attendee",
                    "the attendee of reservation " + reservationId + " of " + command.conferenceId() + " is blank");
        }
        if (seats <= 0) {
            return invalidSeats(seats);
        }
        Integer taken = conference.reservations().get(reservationId);
        if (taken != null) {
            return Decision.reject(
                    "reservation-exists",
                    command.conferenceId() + " has a reservation " + reservationId + " of " + taken + " seats already");
        }
        if (seats > conference.seatsLeft()) {
            return Decision.reject(
                    "not-enough-seats",
                    command.conferenceId() + " has " + conference.seatsLeft() + " seats left, fewer than the " + seats
                            + " to reserve");
        }
        return Decision.accept(new ConferenceEvent.Reserved(new SeatsReserved(
                command.conferenceId(),
                reservationId,
                command.data().getAttendee(),
                seats,
                conference.seatsLeft() - seats)));
    }

    private static Decision<ConferenceEvent> cancel(ConferenceCommand.Cancel command, Conference.Open conference) {
        String reservationId = command.data().getReservationId();
        Integer seats = conference.reservations().get(reservationId);
        if (seats == null) {
            return Decision.reject(
                    "reservation-not-found", command.conferenceId() + " has no reservation " + reservationId);
        }
        return Decision.accept(new ConferenceEvent.Cancelled(new ReservationCancelled(
                command.conferenceId(),
                reservationId,
                command.data().getReason(),
                seats,
                conference.seatsLeft() + seats)));
    }

    private static Decision<ConferenceEvent> invalidSeats(int seats) {
        return Decision.reject("invalid-seats", "the number of seats is " + seats + ", not above zero");
    }
}
