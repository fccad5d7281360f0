package dev.foldline.example.conference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.Decision;
import dev.foldline.domain.spec.DeciderSpec;
import dev.foldline.schema.conference.CancelReservation;
import dev.foldline.schema.conference.ConferenceOpened;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReservationCancelled;
import dev.foldline.schema.conference.ReserveSeats;
import dev.foldline.schema.conference.SeatsReserved;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcollections.HashTreePMap;

class ConferenceDeciderTest {

    private static final String ID = "conference-1";
    private static final int SEEDS = 200;
    private static final int COMMANDS_PER_SEED = 100;

    private final ConferenceDecider decider = new ConferenceDecider();
    private final DeciderSpec<ConferenceCommand, Conference, ConferenceEvent> conference = DeciderSpec.of(decider);

    // --- no conference yet ---

    @Test
    void aStreamWithoutEventsIsAMissingConference() {
        assertThat(conference.given().state()).isEqualTo(new Conference.Missing());
    }

    @Test
    void aConferenceOpensWithAllItsSeatsFree() {
        assertThat(conference.given().when(open("JFokus", 3)).then(opened(3)).state())
                .isEqualTo(open(3, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
    void aBlankNameIsRefused(String name) {
        conference.given().when(open(name, 3)).thenRejected("invalid-name", "the name of conference-1 is blank");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aNumberOfSeatsIsAboveZero(int seats) {
        String message = "the number of seats is " + seats + ", not above zero";
        conference.given().when(open("JFokus", seats)).thenRejected("invalid-seats", message);
        conference.given(opened(3)).when(reserve("r-1", seats)).thenRejected("invalid-seats", message);
    }

    @Test
    void onlyOpenConferenceReachesAMissingConference() {
        for (ConferenceCommand command : List.of(reserve("r-1", 1), cancel("r-1"))) {
            conference.given().when(command).thenRejected("aggregate-not-found", "there is no conference conference-1");
        }
    }

    // --- an open conference ---

    @Test
    void aConferenceIsOpenedOnce() {
        conference
                .given(opened(3))
                .when(open("Devoxx", 5))
                .thenRejected("aggregate-exists", "conference-1 is open already");
    }

    @Test
    void aReservationTakesItsSeats() {
        assertThat(conference
                        .given(opened(3))
                        .when(reserve("r-1", 2))
                        .then(reserved("r-1", 2, 1))
                        .state())
                .isEqualTo(open(1, Map.of("r-1", 2)));
    }

    @Test
    void theLastSeatCanBeReservedAndNoMore() {
        conference
                .given(opened(3), reserved("r-1", 2, 1))
                .when(reserve("r-2", 2))
                .thenRejected("not-enough-seats", "conference-1 has 1 seats left, fewer than the 2 to reserve")
                .when(reserve("r-2", 1))
                .then(reserved("r-2", 1, 0))
                .when(reserve("r-3", Integer.MAX_VALUE))
                .thenRejected(
                        "not-enough-seats", "conference-1 has 0 seats left, fewer than the 2147483647 to reserve");
    }

    @Test
    void anIdNamesOneReservation() {
        conference
                .given(opened(3), reserved("r-1", 2, 1))
                .when(reserve("r-1", 1))
                .thenRejected("reservation-exists", "conference-1 has a reservation r-1 of 2 seats already");
    }

    @Test
    void aReservationHasAnIdAndAnAttendee() {
        conference
                .given(opened(3))
                .when(reserve(" ", 1))
                .thenRejected("invalid-reservation", "the id of a reservation of conference-1 is blank");
        conference
                .given(opened(3))
                .when(new ConferenceCommand.Reserve(ID, new ReserveSeats("r-1", "", 1)))
                .thenRejected("invalid-attendee", "the attendee of reservation r-1 of conference-1 is blank");
    }

    @Test
    void aCancelledReservationGivesItsSeatsBackAndItsIdIsFreeAgain() {
        assertThat(conference
                        .given(opened(3), reserved("r-1", 2, 1))
                        .when(cancel("r-1"))
                        .then(cancelled("r-1", 2, 3))
                        .when(reserve("r-1", 3))
                        .then(reserved("r-1", 3, 0))
                        .state())
                .isEqualTo(open(0, Map.of("r-1", 3)));
    }

    @Test
    void aReservationThatIsNotThereIsNotCancelled() {
        conference
                .given(opened(3), reserved("r-1", 2, 1), cancelled("r-1", 2, 3))
                .when(cancel("r-1"))
                .thenRejected("reservation-not-found", "conference-1 has no reservation r-1");
    }

    // --- all of them ---

    @Test
    void everyEventCanBeAppliedToEveryState() {
        for (Conference state : List.of(new Conference.Missing(), open(3, Map.of("r-1", 1)))) {
            for (ConferenceEvent event : List.of(opened(3), reserved("r-1", 1, 2), cancelled("r-1", 1, 3))) {
                assertThat(decider.evolve(state, event)).isNotNull();
            }
        }
    }

    @Test
    void noSeatIsSoldTwiceAndNoneIsLost() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int seats = random.nextInt(1, 20);
            Conference state = decider.evolve(decider.initialState(), opened(seats));
            for (int i = 0; i < COMMANDS_PER_SEED; i++) {
                if (decider.decide(any(random), state) instanceof Decision.Accepted<ConferenceEvent>(var events)) {
                    for (ConferenceEvent event : events) {
                        state = decider.evolve(state, event);
                    }
                }
                Conference.Open open = (Conference.Open) state;
                int taken = open.reservations().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                assertThat(open.seatsLeft()).as("seed %d, step %d", seed, i).isNotNegative();
                assertThat(open.seatsLeft() + taken)
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(seats);
            }
        }
    }

    private static ConferenceCommand any(SplittableRandom random) {
        String reservationId = "r-" + random.nextInt(10);
        return random.nextInt(3) == 0 ? cancel(reservationId) : reserve(reservationId, random.nextInt(-1, 6));
    }

    private static ConferenceCommand open(String name, int seats) {
        return new ConferenceCommand.Open(ID, new OpenConference(name, seats));
    }

    private static ConferenceCommand reserve(String reservationId, int seats) {
        return new ConferenceCommand.Reserve(ID, new ReserveSeats(reservationId, "Ada", seats));
    }

    private static ConferenceCommand cancel(String reservationId) {
        return new ConferenceCommand.Cancel(ID, new CancelReservation(reservationId, "ill"));
    }

    private static ConferenceEvent opened(int seats) {
        return new ConferenceEvent.Opened(new ConferenceOpened(ID, "JFokus", seats));
    }

    private static ConferenceEvent reserved(String reservationId, int seats, int seatsLeft) {
        return new ConferenceEvent.Reserved(new SeatsReserved(ID, reservationId, "Ada", seats, seatsLeft));
    }

    private static ConferenceEvent cancelled(String reservationId, int seats, int seatsLeft) {
        return new ConferenceEvent.Cancelled(new ReservationCancelled(ID, reservationId, "ill", seats, seatsLeft));
    }

    private static Conference open(int seatsLeft, Map<String, Integer> reservations) {
        return new Conference.Open(seatsLeft, HashTreePMap.from(reservations));
    }
}
