package dev.foldline.command.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.replay.PostgresReplayTable.Cursors;
import dev.foldline.command.replay.PostgresReplayTable.Extent;
import dev.foldline.command.store.BatchBuilder;
import dev.foldline.command.store.EventStore;
import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.UnfinishedReplay;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.PostgresEventStore;
import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events of a database as a replay reads them, and what owners are told of it. */
final class PostgresReplayTableIT {

    private static final int PARTITION = 1;
    private static final int BATCH_RECORDS = 2;

    private final PostgresSettings database = PostgresServer.migratedDatabase(2);
    private final EventStore store = new PostgresEventStore(database);
    private final List<StoredEvent> events = decideFive();
    private final PostgresReplayTable table = table(TimeWindow.ALL);

    @AfterEach
    void close() {
        table.close();
        store.close();
    }

    @Test
    void pagesGiveTheEventsInTheOrderOfTheirPositions() {
        assertEvents(table.page(PARTITION, 1, 5), 0, 2);
        assertEvents(table.page(PARTITION, 4, 5), 3, 5);
        assertEvents(table.page(PARTITION, 5, 5), 4, 5);
        assertThat(table.page(0, 1, 5)).isEmpty();
    }

    @Test
    void aPageOfLargeEventsIsShorterAndNoneIsLeftOut() throws Exception {
        Ownership owned = store.acquire(0, "large");
        byte[] large = new byte[PostgresReplayTable.PAGE_BYTES_MAX + 1];
        store.append(List.of(BatchBuilder.from(owned)
                .accepted("account-1", large)
                .accepted("account-2", large)
                .build()));

        assertThat(table.page(0, 1, 2)).extracting(StoredEvent::position).containsExactly(1L);
        assertThat(table.page(0, 2, 2)).extracting(StoredEvent::position).containsExactly(2L);
    }

    @Test
    void aWindowTakesTheEventsFromItsFirstInstantToBeforeItsLast() {
        Instant second = events.get(1).occurredAt();
        Instant fourth = events.get(3).occurredAt();
        assertWindow(new TimeWindow(second, fourth), 1, 3);
        assertWindow(new TimeWindow(null, second), 0, 1);
        assertWindow(new TimeWindow(fourth, null), 3, 5);
        try (PostgresReplayTable none = table(new TimeWindow(fourth, fourth))) {
            assertThat(none.extent(PARTITION, 5)).isEqualTo(Extent.NONE);
        }
    }

    @Test
    void allEventsUpToAPositionAreCountedWithoutReadingThem() {
        assertThat(table.extent(PARTITION, 3)).isEqualTo(new Extent(1, 3, 3));
        assertThat(table.extent(0, 0)).isEqualTo(Extent.NONE);
    }

    @Test
    void theLastEventBelowAnOffsetIsFound() {
        long offset = events.get(2).commandOffset();
        assertThat(table.lastPositionBelow(PARTITION, offset)).isEqualTo(2);
        assertThat(table.lastPositionBelow(PARTITION, offset + 1)).isEqualTo(3);
        assertThat(table.lastPositionBelow(PARTITION, 0)).isZero();
        assertThat(table.cursors(PARTITION)).isEqualTo(new Cursors(6, 6));
    }

    @Test
    void aSecondReplayIntoTheSameTopicGetsNoLockUntilTheFirstIsClosed() {
        assertThat(table.tryLock()).isTrue();
        try (PostgresReplayTable second = table(TimeWindow.ALL)) {
            assertThat(second.tryLock()).isFalse();
            table.close();
            Awaitility.await("the server to notice").until(second::tryLock);
        }
    }

    @Test
    void ownersAreToldOfAReplayIntoTheEventsTopicUntilItHasFinished() {
        assertThat(store.unfinishedReplay(PARTITION)).isEmpty();
        table.begin(PARTITION);
        assertThat(store.unfinishedReplay(PARTITION)).contains(new UnfinishedReplay(PARTITION, 1, 5));
        assertThat(store.unfinishedReplay(0)).isEmpty();

        table.left(new ReplayProgress(PARTITION, 1, 4, 0, 4).without(events.subList(0, 2)));
        assertThat(store.unfinishedReplay(PARTITION)).contains(new UnfinishedReplay(PARTITION, 3, 4));
        assertThat(table.running()).hasValueSatisfying(running -> {
            assertThat(running.done()).isEqualTo(2);
            assertThat(running.total()).isEqualTo(4);
        });
        table.finish(PARTITION);
        assertThat(store.unfinishedReplay(PARTITION)).isEmpty();
        assertThat(table.running()).isEmpty();
    }

    @Test
    void ownersAreNotToldOfAReplayIntoAnotherTopic() {
        ReplayRequest copy = new ReplayRequest("copy", false, List.of(PARTITION), TimeWindow.ALL, BATCH_RECORDS);
        try (PostgresReplayTable other = new PostgresReplayTable(database, copy)) {
            other.begin(PARTITION);
        }
        assertThat(store.unfinishedReplay(PARTITION)).isEmpty();
    }

    @Test
    void aReplayThatIsRefusedFreesOwnersUnlessAnEarlierOneWasLeftUnfinished() {
        table.begin(PARTITION);
        table.withdraw();
        assertThat(store.unfinishedReplay(PARTITION)).isEmpty();

        table.begin(PARTITION);
        try (PostgresReplayTable next = table(TimeWindow.ALL)) {
            next.begin(PARTITION);
            next.withdraw();
        }
        assertThat(store.unfinishedReplay(PARTITION)).isPresent();
    }

    @Test
    void aLostConnectionEndsTheReplayAsTheLockIsLostWithIt() throws Exception {
        assertThat(table.tryLock()).isTrue();
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'test'");
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> table.page(PARTITION, 1, 5))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining("run the replay again; it continues where it stopped");
        }
    }

    private void assertWindow(TimeWindow window, int from, int to) {
        try (PostgresReplayTable windowed = table(window)) {
            assertThat(windowed.extent(PARTITION, 5)).isEqualTo(new Extent(from + 1, to, to - from));
            assertEvents(windowed.page(PARTITION, from + 1, to), from, Math.min(to, from + BATCH_RECORDS));
        }
    }

    /** All of each, the bytes of the payload too. */
    private void assertEvents(List<StoredEvent> page, int from, int to) {
        assertThat(page).usingRecursiveFieldByFieldElementComparator().isEqualTo(events.subList(from, to));
    }

    private PostgresReplayTable table(TimeWindow window) {
        boolean intoEvents = window.isAll();
        return new PostgresReplayTable(
                database,
                new ReplayRequest(
                        intoEvents ? "events" : "part", intoEvents, List.of(0, PARTITION), window, BATCH_RECORDS));
    }

    /** Five events a second apart, and a command that left none between the second and the third. */
    private List<StoredEvent> decideFive() {
        PartitionBatch batch = BatchBuilder.from(store.acquire(PARTITION, "owner"))
                .accepted("account-1", 1)
                .accepted("account-2", 1)
                .rejected("account-1", BatchBuilder.newId())
                .accepted("account-1", 1)
                .accepted("account-3", 1)
                .accepted("account-1", 1)
                .build();
        try {
            store.append(List.of(batch));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return batch.events();
    }
}
