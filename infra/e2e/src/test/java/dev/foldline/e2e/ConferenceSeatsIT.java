package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReserveSeats;
import dev.foldline.schema.conference.SeatsReserved;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.testing.TestTimeouts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many want the same few seats at the same time. */
@ExtendWith(SharedStack.class)
final class ConferenceSeatsIT {

    private static final String CONFERENCE = "conference-of-64";
    private static final int CLIENTS = 64;
    private static final int RESERVATIONS_PER_CLIENT = 5;
    private static final int SEATS = 100;

    /** What came of one reservation. */
    private record Reservation(String id, int seats, CommandResult result) {

        private boolean accepted() {
            return result.getStatus() == CommandStatus.ACCEPTED;
        }
    }

    @Test
    void sixtyFourClientsAtOneConferenceGetEverySeatAndNoSeatTwice(LocalStack stack) throws Exception {
        Endpoints endpoints = stack.endpoints();
        try (CommandClient client = open(endpoints)) {
            assertThat(client.send(CONFERENCE, new OpenConference("All at once", SEATS))
                            .join()
                            .getStatus())
                    .isEqualTo(CommandStatus.ACCEPTED);
        }

        List<Reservation> reservations = reserveAtOnce(endpoints);

        assertThat(reservations).hasSize(CLIENTS * RESERVATIONS_PER_CLIENT);
        List<Reservation> accepted =
                reservations.stream().filter(Reservation::accepted).toList();
        assertThat(accepted.stream().mapToInt(Reservation::seats).sum()).isEqualTo(SEATS);
        assertThat(reservations)
                .filteredOn(reservation -> !reservation.accepted())
                .allSatisfy(
                        refused -> assertThat(refused.result().getErrorCode()).isEqualTo("not-enough-seats"));
        List<SeatsReserved> events = reservationEvents(endpoints);
        assertThat(events)
                .extracting(SeatsReserved::getReservationId)
                .containsExactlyInAnyOrderElementsOf(
                        accepted.stream().map(Reservation::id).toList());
        int seatsLeft = SEATS;
        for (SeatsReserved event : events) {
            seatsLeft -= event.getSeats();
            assertThat(event.getSeatsLeft()).isEqualTo(seatsLeft);
        }
        assertThat(seatsLeft).isZero();
        Pipeline.assertClean(endpoints);
    }

    /**
     * Each client on a thread of its own. None asks before all are open: opening takes longer than selling, and the
     * first would have every seat before the last is there.
     */
    private static List<Reservation> reserveAtOnce(Endpoints endpoints) throws Exception {
        CyclicBarrier allOpen = new CyclicBarrier(CLIENTS);
        List<Future<List<Reservation>>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                outcomes.add(threads.submit(() -> {
                    try (CommandClient client = open(endpoints)) {
                        allOpen.await(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS);
                        return reserve(client, number);
                    }
                }));
            }
            List<Reservation> all = new ArrayList<>();
            for (Future<List<Reservation>> outcome : outcomes) {
                all.addAll(outcome.get());
            }
            return all;
        }
    }

    /** The last is of one seat, so that every seat is sold. */
    private static List<Reservation> reserve(CommandClient client, int number) {
        List<Reservation> own = new ArrayList<>();
        for (int i = 1; i <= RESERVATIONS_PER_CLIENT; i++) {
            int seats = i < RESERVATIONS_PER_CLIENT ? 1 + number % 3 : 1;
            String id = "reservation-" + number + "-" + i;
            CommandResult result = client.send(CONFERENCE, new ReserveSeats(id, "attendee", seats))
                    .join();
            own.add(new Reservation(id, seats, result));
        }
        return own;
    }

    /** In the order in which they happened. */
    private static List<SeatsReserved> reservationEvents(Endpoints endpoints) throws Exception {
        AvroDecoder decoder =
                new AvroDecoder(RegistrySchemas.at(endpoints.registryUrl()), List.of(SeatsReserved.getClassSchema()));
        List<SeatsReserved> events = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT payload FROM events WHERE aggregate_id = ? AND event_type LIKE '%.SeatsReserved'
                        ORDER BY aggregate_version""")) {
            statement.setString(1, CONFERENCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add((SeatsReserved) decoder.decode(rows.getBytes(1)));
                }
            }
        }
        return events;
    }

    private static CommandClient open(Endpoints endpoints) {
        return CommandClient.open(endpoints.bootstrapServers(), endpoints.registryUrl());
    }
}
