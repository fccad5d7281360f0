package dev.foldline.projection.readmodel;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.projection.database.TestDatabases;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.serde.RecordJson;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A view's topic, a database of its own, and instances that write the one into the other. */
final class ReadModelFixture implements AutoCloseable {

    static final int PARTITIONS = 3;

    private static final int POLL_RECORDS_MAX = 10;
    private static final ReadModelLoop.Pace FAST =
            new ReadModelLoop.Pace(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ZERO);

    final TopicLog log = new TopicLog("account-balances", AccountBalance.getClassSchema());
    final ProjectionDatabase database = TestDatabases.migrated();
    final ReadModel<AccountBalance> model;

    ReadModelFixture(ReadModel<AccountBalance> model) throws SQLException {
        this.model = model;
        store().prepare(PARTITIONS);
    }

    ReadModelStore<AccountBalance> store() {
        return new ReadModelStore<>(model, database);
    }

    /** One instance, which has been given every partition. */
    Instance instance() {
        Instance instance = new Instance();
        instance.member.give(0, 1, 2);
        return instance;
    }

    /** One instance. */
    final class Instance {
        final TopicMember member = new TopicMember(log, POLL_RECORDS_MAX);
        final ReadModelStats stats = new ReadModelStats();
        final ReadModelLoop<AccountBalance> loop = new ReadModelLoop<>(
                member, new RowReader<>(log.schemas(), AccountBalance.getClassSchema()), store(), stats, FAST);

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                loop.step();
            }
        }
    }

    /** What the topic's rows are in the table: by key the row in JSON, or the owner and the balance. */
    Map<String, String> wanted() {
        Map<String, String> wanted = new TreeMap<>();
        log.rows().forEach((key, row) -> wanted.put(key, shown((AccountBalance) row)));
        return wanted;
    }

    /** The same of what the table has. */
    Map<String, String> table() throws SQLException {
        String sql = model.table().isPresent()
                ? "SELECT account_id, owner || ' ' || balance_minor FROM balances"
                : "SELECT id, data->>'owner' || ' ' || (data->>'balanceMinor') FROM projections"
                        + " WHERE projection_name = '" + model.name() + "'";
        return query(sql);
    }

    Map<String, String> query(String sql) throws SQLException {
        Map<String, String> found = new TreeMap<>();
        try (Connection connection = TestDatabases.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = TestDatabases.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String shown(AccountBalance row) {
        return RecordJson.of(row).get("owner").asText() + " " + row.getBalanceMinor();
    }

    @Override
    public void close() {
        database.close();
    }
}
