package dev.foldline.projection.readmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.domain.view.table.Table;
import dev.foldline.projection.readmodel.rows.RowChange;
import dev.foldline.runtime.StartupException;
import dev.foldline.schema.projection.AccountBalance;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the table and its checkpoints when read models change, and when a transaction does not go through.
 */
class ReadModelStoreIT {

    private static final UUID TOPIC = new UUID(0, 1);
    private static final Checkpoint BEGINNING = new Checkpoint(0, TOPIC, 0);

    private final ReadModelFixture fixture;
    private final ReadModelStore<AccountBalance> store;

    ReadModelStoreIT() throws SQLException {
        fixture = new ReadModelFixture(Balances.own());
        store = fixture.store();
        store.clear(store.load(0), TOPIC, 0);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aBatchIsWrittenOnce() throws SQLException {
        RowBatch<AccountBalance> batch = batch(BEGINNING, 1, "account-1");
        store.write(List.of(batch));
        assertThatThrownBy(() -> store.write(List.of(batch))).isInstanceOf(CheckpointMovedException.class);
        assertThat(store.load(0)).isEqualTo(BEGINNING.at(1));
        assertThat(fixture.table()).containsOnlyKeys("account-1");
    }

    @Test
    void rowsThatPostgresRefusesLeaveTheCheckpointWhereItWas() throws SQLException {
        fixture.execute("ALTER TABLE balances ADD CHECK (owner <> 'Ada')");
        assertThatThrownBy(() -> store.write(List.of(batch(BEGINNING, 1, "account-1"))))
                .isInstanceOf(SQLException.class);
        assertThat(store.load(0)).isEqualTo(BEGINNING);
        assertThat(fixture.table()).isEmpty();
    }

    @Test
    void aBatchOfSeveralPartitionsIsWrittenWholeOrNotAtAll() throws SQLException {
        store.clear(store.load(1), TOPIC, 0);
        RowBatch<AccountBalance> late = batch(new Checkpoint(1, TOPIC, 7), 8, "account-2");
        assertThatThrownBy(() -> store.write(List.of(batch(BEGINNING, 1, "account-1"), late)))
                .isInstanceOf(CheckpointMovedException.class)
                .hasMessageContaining("[1]");
        assertThat(store.load(0)).isEqualTo(BEGINNING);
        assertThat(fixture.table()).isEmpty();
    }

    @Test
    void moreRowsThanOneTransactionRemovesAreRemovedInSeveral() throws SQLException {
        int rows = ReadModelStore.REMOVED_ROWS_MAX + 1;
        List<RowChange<AccountBalance>> changes = IntStream.range(0, rows)
                .mapToObj(i -> new RowChange<>(0, i, "account-" + i, Balances.row("account-" + i, "Ada", i)))
                .toList();
        store.write(List.of(new RowBatch<>(BEGINNING, BEGINNING.at(rows), changes)));
        UUID next = new UUID(0, 2);
        Checkpoint halfway = store.clear(BEGINNING.at(rows), next, 5);
        assertThat(halfway).isEqualTo(new Checkpoint(0, null, 0));
        assertThat(fixture.table()).hasSize(1);
        assertThat(store.clear(halfway, next, 5)).isEqualTo(new Checkpoint(0, next, 5));
        assertThat(fixture.table()).isEmpty();
        assertThat(store.load(0)).isEqualTo(new Checkpoint(0, next, 5));
    }

    @Test
    void startingAgainChangesNothing() throws SQLException {
        store.write(List.of(batch(BEGINNING, 1, "account-1")));
        store.prepare(ReadModelFixture.PARTITIONS);
        assertThat(store.load(0)).isEqualTo(BEGINNING.at(1));
        assertThat(fixture.table()).containsOnlyKeys("account-1");
    }

    @Test
    void aHigherVersionMakesTheTableItWantsAndForgetsTheOldRows() throws SQLException {
        store.write(List.of(batch(BEGINNING, 1, "account-1")));
        Table<AccountBalance> wider = Balances.TABLE.text("currency", AccountBalance::getCurrency);
        store(Balances.own(2, wider)).prepare(ReadModelFixture.PARTITIONS);
        assertThat(store(Balances.own(2, wider)).load(0)).isEqualTo(new Checkpoint(0, null, 0));
        assertThat(fixture.query("SELECT account_id, currency FROM balances")).isEmpty();
    }

    @Test
    void anOlderVersionThatStillRunsWritesNothingMore() throws SQLException {
        store(Balances.own(2, Balances.TABLE)).prepare(ReadModelFixture.PARTITIONS);
        assertThatThrownBy(() -> store.write(List.of(batch(BEGINNING, 1, "account-1"))))
                .isInstanceOf(CheckpointMovedException.class);
        assertThatThrownBy(() -> store.load(0))
                .hasMessage("version 2 of the read model writes its table, so this one, version 1, does not");
    }

    @Test
    void anOlderVersionDoesNotStart() throws SQLException {
        store(Balances.own(2, Balances.TABLE)).prepare(ReadModelFixture.PARTITIONS);
        assertThatThrownBy(() -> store.prepare(ReadModelFixture.PARTITIONS))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("its table was written by version 2, and this is version 1");
    }

    @Test
    void otherColumnsWithoutAHigherVersionAreRefused() {
        Table<AccountBalance> wider = Balances.TABLE.text("currency", AccountBalance::getCurrency);
        assertThatThrownBy(() -> store(Balances.own(1, wider)).prepare(ReadModelFixture.PARTITIONS))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("raise the version");
    }

    @Test
    void aTableThatIsGoneIsMadeAndFilledAnew() throws SQLException {
        store.write(List.of(batch(BEGINNING, 1, "account-1")));
        fixture.execute("DROP TABLE balances");
        store.prepare(ReadModelFixture.PARTITIONS);
        assertThat(store.load(0)).isEqualTo(new Checkpoint(0, null, 0));
        assertThat(fixture.table()).isEmpty();
    }

    @Test
    void aTableThatSomebodyElseHasMadeIsLeftAlone() throws SQLException {
        Balances other = new Balances("other", 1, Balances.own().table());
        assertThatThrownBy(() -> store(other).prepare(ReadModelFixture.PARTITIONS))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("relation \"balances\" already exists");
    }

    private ReadModelStore<AccountBalance> store(ReadModel<AccountBalance> model) {
        return new ReadModelStore<>(model, fixture.database);
    }

    private static RowBatch<AccountBalance> batch(Checkpoint from, long to, String key) {
        RowChange<AccountBalance> change = new RowChange<>(from.partition(), to - 1, key, Balances.row(key, "Ada", 1));
        return new RowBatch<>(from, from.at(to), List.of(change));
    }
}
