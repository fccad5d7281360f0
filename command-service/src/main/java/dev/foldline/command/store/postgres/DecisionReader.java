package dev.foldline.command.store.postgres;

import dev.foldline.command.store.Ownership;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.StoreCorruptException;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.rows.DeadLetterRows;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.rows.OutcomeRows;
import dev.foldline.command.store.postgres.session.PostgresSession;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what was decided in one partition, command by command: the events by position, the outcomes by offset,
 * merged by offset.
 *
 * <p>Memory holds one page of each and one chunk.
 */
final class DecisionReader {

    private static final int PAGE_ROWS = 1_000;

    private static final String OFFSET_AT = "SELECT command_offset FROM events WHERE partition = ? AND position = ?";

    private static final String EVENTS = "SELECT " + EventRows.COLUMNS
            + " FROM events WHERE partition = ? AND position >= ? AND position < ? ORDER BY position LIMIT "
            + PAGE_ROWS;

    private static final String OUTCOMES = "SELECT " + OutcomeRows.COLUMNS
            + " FROM command_outcomes WHERE partition = ? AND command_offset >= ? AND command_offset < ?"
            + " ORDER BY command_offset LIMIT " + PAGE_ROWS;

    private static final String DEAD_LETTERS = "SELECT " + DeadLetterRows.COLUMNS
            + " FROM dead_letters WHERE partition = ? AND command_offset >= ? AND command_offset < ?"
            + " ORDER BY command_offset";

    /** Reads one row. */
    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final PostgresSession session;
    private final Ownership owned;

    private final Deque<StoredEvent> eventPage = new ArrayDeque<>();
    private final Deque<CommandOutcome> outcomePage = new ArrayDeque<>();
    /** Position of the next event to read into a page. */
    private long positionDue;
    /** Offset from which on the next outcomes are to be read. */
    private long outcomesFrom;

    DecisionReader(PostgresSession session, Ownership owned) {
        this.session = session;
        this.owned = owned;
    }

    void read(long fromOffset, int chunkMax, Consumer<PartitionBatch> sink) {
        if (fromOffset >= owned.nextOffset()) {
            return;
        }
        positionDue = firstPositionOf(fromOffset);
        outcomesFrom = fromOffset;
        long chunkFrom = fromOffset;
        long nextPosition = positionDue;
        boolean more = true;
        while (more) {
            List<StoredEvent> events = new ArrayList<>();
            List<CommandOutcome> outcomes = new ArrayList<>();
            long nextOffset = chunkFrom;
            while (more && events.size() + outcomes.size() < chunkMax) {
                nextOffset = takeCommand(events, outcomes);
                more = nextEvent() != null || nextOutcome() != null;
            }
            nextPosition += events.size();
            // The offsets after the last command are those of transaction markers: they belong to the last chunk.
            nextOffset = more ? nextOffset : owned.nextOffset();
            sink.accept(new PartitionBatch(
                    owned.partition(),
                    owned.epoch(),
                    nextOffset,
                    nextPosition,
                    events,
                    outcomes,
                    deadLetters(chunkFrom, nextOffset),
                    List.of(),
                    List.of()));
            chunkFrom = nextOffset;
        }
        if (nextPosition != owned.nextPosition()) {
            throw missing(nextPosition);
        }
    }

    /** Moves the next command's events or outcome over, and returns the offset after it. */
    private long takeCommand(List<StoredEvent> events, List<CommandOutcome> outcomes) {
        StoredEvent event = nextEvent();
        CommandOutcome outcome = nextOutcome();
        if (outcome != null && (event == null || outcome.commandOffset() < event.commandOffset())) {
            outcomes.add(outcomePage.remove());
            return outcome.commandOffset() + 1;
        }
        if (event == null) {
            return owned.nextOffset();
        }
        long offset = event.commandOffset();
        while (event != null && event.commandOffset() == offset) {
            events.add(eventPage.remove());
            event = nextEvent();
        }
        return offset + 1;
    }

    /** The next event, which stays in the page; null after the last. */
    private @Nullable StoredEvent nextEvent() {
        if (eventPage.isEmpty() && positionDue < owned.nextPosition()) {
            for (StoredEvent event : page(EVENTS, positionDue, owned.nextPosition(), row -> EventRows.read(row, 0))) {
                if (event.position() != positionDue) {
                    throw missing(positionDue);
                }
                eventPage.add(event);
                positionDue++;
            }
            if (eventPage.isEmpty()) {
                throw missing(positionDue);
            }
        }
        return eventPage.peek();
    }

    /** The next outcome, which stays in the page; null after the last. */
    private @Nullable CommandOutcome nextOutcome() {
        if (outcomePage.isEmpty() && outcomesFrom < owned.nextOffset()) {
            outcomePage.addAll(page(OUTCOMES, outcomesFrom, owned.nextOffset(), row -> OutcomeRows.read(row, 0)));
            outcomesFrom = outcomePage.isEmpty()
                    ? owned.nextOffset()
                    : outcomePage.getLast().commandOffset() + 1;
        }
        return outcomePage.peek();
    }

    private List<DeadLetter> deadLetters(long fromOffset, long toOffset) {
        return page(DEAD_LETTERS, fromOffset, toOffset, DeadLetterRows::read);
    }

    private <T> List<T> page(String sql, long from, long to, RowReader<T> reader) {
        return session.run("read decisions of partition " + owned.partition(), connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, owned.partition());
                statement.setLong(2, from);
                statement.setLong(3, to);
                try (ResultSet rows = statement.executeQuery()) {
                    List<T> page = new ArrayList<>();
                    while (rows.next()) {
                        page.add(reader.read(rows));
                    }
                    return page;
                }
            }
        });
    }

    /**
     * Position of the first event whose command has this offset or a later one; the next position where there is none.
     *
     * <p>No index has the offset, but it rises with the position: a binary search over the index that there is, one row
     * each.
     */
    private long firstPositionOf(long offset) {
        long low = 1;
        long high = owned.nextPosition();
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (offsetAt(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long offsetAt(long position) {
        return offsetAt(session, owned.partition(), position).orElseThrow(() -> missing(position));
    }

    /** Offset of the command that left the event at a position; empty where there is none. */
    static OptionalLong offsetAt(PostgresSession session, int partition, long position) {
        return session.run("find an offset of partition " + partition, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OFFSET_AT)) {
                statement.setInt(1, partition);
                statement.setLong(2, position);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    private StoreCorruptException missing(long position) {
        return new StoreCorruptException(
                "partition " + owned.partition() + ": the event at position " + position
                        + " is missing, below the next position " + owned.nextPosition() + "; the partition stops",
                null);
    }
}
