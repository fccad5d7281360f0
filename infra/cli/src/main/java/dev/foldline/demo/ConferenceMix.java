package dev.foldline.demo;

import dev.foldline.schema.conference.CancelReservation;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReserveSeats;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Commands for a few popular conferences: seats are reserved until none is left, and sometimes a reservation is
 * cancelled.
 */
final class ConferenceMix implements DomainMix {

    private static final int PER_CENT = 100;
    private static final int CANCEL_UP_TO = 10;
    private static final int SEATS = 80;
    private static final int SEATS_AT_ONCE_MAX = 4;

    private record Reserved(String conferenceId, String reservationId) {}

    private final SplittableRandom random;
    private final int conferences;
    private final List<Reserved> reserved = new ArrayList<>();
    private int opened;
    private int reservations;

    ConferenceMix(int conferences, SplittableRandom random) {
        this.conferences = conferences;
        this.random = random;
    }

    @Override
    public PlannedCommand next(int recordsMax) {
        if (opened < conferences) {
            opened++;
            return PlannedCommand.of(id(opened), new OpenConference("Conference No. " + opened, SEATS));
        }
        if (!reserved.isEmpty() && random.nextInt(PER_CENT) < CANCEL_UP_TO) {
            int index = random.nextInt(reserved.size());
            Reserved gone = reserved.get(index);
            // The last one takes its place, so that nothing moves up.
            reserved.set(index, reserved.getLast());
            reserved.removeLast();
            return PlannedCommand.of(gone.conferenceId(), new CancelReservation(gone.reservationId(), "cannot come"));
        }
        reservations++;
        Reserved wanted = new Reserved(id(1 + random.nextInt(conferences)), "reservation-" + reservations);
        reserved.add(wanted);
        return PlannedCommand.of(
                wanted.conferenceId(),
                new ReserveSeats(
                        wanted.reservationId(), "attendee-" + reservations, 1 + random.nextInt(SEATS_AT_ONCE_MAX)));
    }

    private static String id(int number) {
        return "conference-" + number;
    }
}
