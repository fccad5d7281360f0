package dev.foldline.e2e.guards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.e2e.SharedStack;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.stack.LocalStack;
import dev.foldline.torture.check.EventObserver.Seen;
import dev.foldline.torture.check.HistoryCheck;
import dev.foldline.torture.check.HistoryCheck.Observation;
import dev.foldline.torture.client.History;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An outcome that a client was told, or an observer has seen, but that is not in the table, is found. */
@ExtendWith(SharedStack.class)
class HistoryCheckIT {

    private final LocalStack stack;
    private final History history = new History();
    private final CommandRequest request = CommandRequest.of("history-" + UUID.randomUUID(), opening());
    private final CommandResult accepted;

    HistoryCheckIT(LocalStack stack) throws Exception {
        this.stack = stack;
        try (CommandClient client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl())) {
            accepted = client.send(request).get();
        }
    }

    @Test
    void findsNothingWhereEverythingAgrees() throws SQLException {
        history.sending(request);
        history.answered(accepted);

        assertThat(breaches(seen(table()))).isEmpty();
    }

    @Test
    void findsAnAcceptedCommandThatIsNotInTheTable() throws SQLException {
        CommandRequest lost = CommandRequest.of("history-lost", new DepositMoney(1L, "", ""));
        history.sending(lost);
        history.answered(CommandResult.newBuilder(accepted)
                .setCommandId(lost.commandId().toString())
                .setAggregateId("history-lost")
                .build());

        assertThat(breaches(seen(table()))).singleElement().asString().contains("was accepted", "the table has null");
    }

    @Test
    void findsARefusalOfWhatStandsInTheTable() throws SQLException {
        history.sending(request);
        history.answered(CommandResult.newBuilder(accepted)
                .setStatus(CommandStatus.REJECTED)
                .setEventCount(0)
                .build());

        assertThat(breaches(seen(table()))).hasSize(2).first().asString().contains("was answered REJECTED");
    }

    @Test
    void findsACommandThatWasAcceptedOnAnotherVersionThanItExpected() throws SQLException {
        history.sending(request.expecting(7));
        history.answered(accepted);

        assertThat(breaches(seen(table())))
                .singleElement()
                .asString()
                .contains("expected version 7", "was accepted on version 0");
    }

    @Test
    void findsACommandWithoutAnAnswerAndOneWithTwo() throws SQLException {
        CommandRequest open = CommandRequest.of("history-open", new DepositMoney(1L, "", ""));
        history.sending(open);
        history.sending(request);
        history.answered(accepted);
        history.answered(CommandResult.newBuilder(accepted)
                .setAggregateVersion(accepted.getAggregateVersion() + 1)
                .build());

        assertThat(breaches(seen(table())))
                .hasSize(2)
                .anySatisfy(breach -> assertThat(breach).contains("never answered"))
                .anySatisfy(breach -> assertThat(breach).contains("two outcomes"));
    }

    @Test
    void findsWhatAnObserverMissedSawTwiceInAnotherOrderOrBeforeItWasCommitted() throws SQLException {
        Map<Integer, List<Seen>> table = table();
        int partition = accepted.getPartition();
        List<Seen> all = table.getOrDefault(partition, List.of());
        Seen last = all.getLast();

        assertThat(breaches(other(table, partition, all.subList(0, all.size() - 1))))
                .hasSize(1);
        assertThat(breaches(other(table, partition, with(all, last)))).hasSize(1);
        assertThat(breaches(other(table, partition, all.reversed()))).hasSize(all.size() > 1 ? 1 : 0);
        assertThat(breaches(other(table, partition, with(all, new Seen(last.position() + 1, UUID.randomUUID())))))
                .hasSize(1);
    }

    private static OpenAccount opening() {
        return new OpenAccount("Ada", "EUR", 100L);
    }

    private List<String> breaches(Observation observation) throws SQLException {
        return HistoryCheck.run(stack.endpoints().jdbcUrl(), history, List.of(observation));
    }

    private static Observation seen(Map<Integer, List<Seen>> partitions) {
        return partition -> partitions.getOrDefault(partition, List.of());
    }

    private static Observation other(Map<Integer, List<Seen>> table, int partition, List<Seen> instead) {
        Map<Integer, List<Seen>> seen = new HashMap<>(table);
        seen.put(partition, instead);
        return seen(seen);
    }

    private static List<Seen> with(List<Seen> all, Seen one) {
        List<Seen> more = new ArrayList<>(all);
        more.add(one);
        return more;
    }

    private Map<Integer, List<Seen>> table() throws SQLException {
        Map<Integer, List<Seen>> table = new HashMap<>();
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT partition, position, event_id FROM events ORDER BY partition, position")) {
            while (rows.next()) {
                table.computeIfAbsent(rows.getInt(1), _ -> new ArrayList<>())
                        .add(new Seen(rows.getLong(2), rows.getObject(3, UUID.class)));
            }
        }
        return table;
    }
}
