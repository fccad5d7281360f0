package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.local.Endpoints;
import dev.foldline.local.LocalStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReserveSeats;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many want the same few seats at the same time. */
@ExtendWith(SharedStack.class)
final class ConferenceSeatsTest {

    private static final String CONFERENCE = "conference-of-64";
    private static final int CLIENTS = 64;
    private static final int RESERVATIONS_PER_CLIENT = 5;
    private static final int SEATS = 100;

    /** What came of one reservation. */
    private record Reservation(int seats, CommandResult result) {}

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
        int sold = reservations.stream()
                .filter(reservation -> reservation.result().getStatus() == CommandStatus.ACCEPTED)
                .mapToInt(Reservation::seats)
                .sum();
        assertThat(sold).isEqualTo(SEATS);
        assertThat(reservations)
                .filteredOn(reservation -> reservation.result().getStatus() != CommandStatus.ACCEPTED)
                .allSatisfy(
                        refused -> assertThat(refused.result().getErrorCode()).isEqualTo("not-enough-seats"));
        long accepted = reservations.stream()
                .filter(reservation -> reservation.result().getStatus() == CommandStatus.ACCEPTED)
                .count();
        assertThat(reservationEvents(endpoints)).isEqualTo(accepted);
        Pipeline.assertClean(endpoints);
    }

    /** Each client on a thread of its own, all released together; the last one seat at a time, so that all are sold. */
    private static List<Reservation> reserveAtOnce(Endpoints endpoints) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<Reservation>>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                outcomes.add(threads.submit(() -> {
                    try (CommandClient client = open(endpoints)) {
                        start.await();
                        return reserve(client, number);
                    }
                }));
            }
            start.countDown();
            List<Reservation> all = new ArrayList<>();
            for (Future<List<Reservation>> outcome : outcomes) {
                all.addAll(outcome.get());
            }
            return all;
        }
    }

    private static List<Reservation> reserve(CommandClient client, int number) {
        List<Reservation> own = new ArrayList<>();
        for (int i = 1; i <= RESERVATIONS_PER_CLIENT; i++) {
            int seats = i < RESERVATIONS_PER_CLIENT ? 1 + number % 3 : 1;
            CommandResult result = client.send(
                            CONFERENCE, new ReserveSeats("reservation-" + number + "-" + i, "attendee", seats))
                    .join();
            own.add(new Reservation(seats, result));
        }
        return own;
    }

    private static long reservationEvents(Endpoints endpoints) throws SQLException {
        try (Connection connection = DriverManager.getConnection(endpoints.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM events WHERE aggregate_id = ? AND event_type LIKE '%.SeatsReserved'")) {
            statement.setString(1, CONFERENCE);
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getLong(1);
            }
        }
    }

    private static CommandClient open(Endpoints endpoints) {
        return CommandClient.open(endpoints.bootstrapServers(), endpoints.registryUrl());
    }
}
