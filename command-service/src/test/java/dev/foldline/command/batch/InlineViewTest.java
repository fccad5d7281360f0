package dev.foldline.command.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.batch.NoteType.Order;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.ViewRow;
import dev.foldline.command.store.entry.ViewTable;
import dev.foldline.command.store.entry.ViewTable.Column;
import dev.foldline.command.store.entry.ViewTable.ColumnType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rows of inline views go with the events that they follow from. */
final class InlineViewTest {

    private final DecidedPartition partition = new DecidedPartition();

    @Test
    void aStreamThatMovedLeavesOneRowAsItIsAfterTheWholeBatch() {
        partition.send("note-1", NoteType.command(Order.WRITE, 2));
        partition.send("note-2", NoteType.command(Order.WRITE, 1));
        partition.send("note-1", NoteType.command(Order.WRITE, 1));
        partition.send("note-3", NoteType.command(Order.REFUSE, 1));

        PartitionBatch rows = partition.commit();

        ViewTable table = new ViewTable(
                "note_counts",
                List.of(
                        new Column("notes", ColumnType.INTEGER),
                        new Column("last", ColumnType.TEXT),
                        new Column("at", ColumnType.TIMESTAMP)));
        assertThat(rows.viewRows())
                .containsExactlyInAnyOrder(
                        new ViewRow(table, 0, "note-1", 3, List.of(3, "after 2", DecidedPartition.NOW)),
                        new ViewRow(table, 0, "note-2", 1, List.of(1, "after 0", DecidedPartition.NOW)));
    }

    @Test
    void aRowGoesOnFromTheBatchBefore() {
        partition.send("note-1", NoteType.command(Order.WRITE, 1));
        partition.commit();
        partition.send("note-1", NoteType.command(Order.WRITE, 1));

        assertThat(partition.commit().viewRows().getFirst().values())
                .containsExactly(2, "after 1", DecidedPartition.NOW);
    }

    @Test
    void aRowThatTheFoldTakesAwayIsDeletedAndOnlyOnce() {
        partition.send("note-1", NoteType.command(Order.WRITE, 9));
        partition.commit();
        partition.send("note-1", NoteType.command(Order.WRITE, 1));

        assertThat(partition.commit().viewRows()).singleElement().satisfies(row -> {
            assertThat(row.values()).isNull();
            assertThat(row.aggregateVersion()).isEqualTo(10);
        });
        assertThat(partition.tables.viewRows(0, "note_counts")).isEmpty();
        partition.send("note-1", NoteType.command(Order.WRITE, 1));
        assertThat(partition.commit().viewRows()).isEmpty();
    }

    @Test
    void aTypeWithoutViewsLeavesNone() {
        partition.send("account-1", DecidedPartition.open(10));

        assertThat(partition.commit().viewRows()).isEmpty();
    }

    @Test
    void aNameThatIsNoneOfATableIsRefused() {
        assertThatThrownBy(() -> new ViewTable("notes; DROP TABLE events", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("notes; DROP TABLE events");
    }
}
