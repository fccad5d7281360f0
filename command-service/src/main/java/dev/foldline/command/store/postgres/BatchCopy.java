package dev.foldline.command.store.postgres;

import dev.foldline.command.store.PartitionBatch;
import dev.foldline.command.store.entry.CommandOutcome;
import dev.foldline.command.store.entry.DeadLetter;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.rows.BinaryCopyWriter;
import dev.foldline.command.store.postgres.rows.DeadLetterRows;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.command.store.postgres.rows.OutcomeRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes the rows of a batch with COPY: the events of each partition straight into its child table, as a row that
 * Postgres must route costs half as much again.
 *
 * <p>After a failure the connection is in the middle of a COPY and of no more use.
 */
final class BatchCopy {

    private final BinaryCopyWriter writer = new BinaryCopyWriter();

    /**
     * @param into is told each table before its rows are written
     */
    void write(Connection connection, List<PartitionBatch> batch, Consumer<String> into) throws SQLException {
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        into.accept("events");
        for (PartitionBatch b : batch) {
            writeEvents(copies, b);
        }
        into.accept("command_outcomes");
        writeOutcomes(copies, batch);
        into.accept("dead_letters");
        writeDeadLetters(copies, batch);
    }

    private void writeEvents(CopyManager copies, PartitionBatch batch) throws SQLException {
        if (batch.events().isEmpty()) {
            return;
        }
        writer.start(copies.copyIn(EventRows.copyInto(batch.partition())));
        for (StoredEvent event : batch.events()) {
            EventRows.write(event, writer);
        }
        writer.finish();
    }

    private void writeOutcomes(CopyManager copies, List<PartitionBatch> batch) throws SQLException {
        if (batch.stream().allMatch(b -> b.outcomes().isEmpty())) {
            return;
        }
        writer.start(copies.copyIn(OutcomeRows.COPY));
        for (PartitionBatch b : batch) {
            for (CommandOutcome outcome : b.outcomes()) {
                OutcomeRows.write(outcome, writer);
            }
        }
        writer.finish();
    }

    private void writeDeadLetters(CopyManager copies, List<PartitionBatch> batch) throws SQLException {
        if (batch.stream().allMatch(b -> b.deadLetters().isEmpty())) {
            return;
        }
        writer.start(copies.copyIn(DeadLetterRows.COPY));
        for (PartitionBatch b : batch) {
            for (DeadLetter letter : b.deadLetters()) {
                DeadLetterRows.write(letter, writer);
            }
        }
        writer.finish();
    }
}
