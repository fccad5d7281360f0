package dev.foldline.projection.readmodel;

import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.projection.readmodel.rows.JsonRows;
import dev.foldline.projection.readmodel.rows.OwnTable;
import dev.foldline.projection.readmodel.rows.RowChange;
import dev.foldline.projection.readmodel.rows.RowTable;
import dev.foldline.runtime.StartupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of one read model and its checkpoints, which change together or not at all.
 *
 * @param <V> the view's row
 */
final class ReadModelStore<V extends SpecificRecord> {

    private static final Logger log = LoggerFactory.getLogger(ReadModelStore.class);

    /** Rows that are removed in one transaction, which must end within the time limit of a statement. */
    static final int REMOVED_ROWS_MAX = 20_000;

    private final String name;
    private final int version;
    private final ProjectionDatabase database;
    private final Checkpoints checkpoints;
    private final RowTable<V> table;

    ReadModelStore(ReadModel<V> model, ProjectionDatabase database) {
        this.name = model.name();
        this.version = model.version();
        this.database = database;
        this.checkpoints = new Checkpoints(name, version);
        this.table = model.table().<RowTable<V>>map(OwnTable::new).orElseGet(() -> new JsonRows<>(name));
    }

    /** Name of the read model. */
    String name() {
        return name;
    }

    /**
     * Creates table and checkpoints, or makes the changes that a new version of the read model needs. Several instances
     * may do so at a time.
     *
     * @throws StartupException if the table is not the one that this version writes; nothing was changed
     */
    void prepare(int partitions) throws SQLException {
        database.inTransaction(connection -> {
            checkpoints.lock(connection);
            Integer stored = checkpoints.version(connection);
            if (stored == null) {
                table.create(connection);
            } else if (stored > version) {
                throw new StartupException("read model " + name + ": its table was written by version " + stored
                        + ", and this is version " + version + ": start the newer one");
            } else {
                prepareAgain(connection, stored);
            }
            checkpoints.add(connection, 0, partitions - 1);
            return true;
        });
    }

    private void prepareAgain(Connection connection, int stored) throws SQLException {
        RowTable.Fit fit = table.fit(connection);
        if (fit == RowTable.Fit.FITS && stored == version) {
            return;
        }
        if (fit == RowTable.Fit.DIFFERS) {
            if (stored == version) {
                throw new StartupException("read model " + name + ": its table has not the columns that version "
                        + version + " writes: raise the version, and the table is created and filled again");
            }
            table.drop(connection);
        }
        if (fit != RowTable.Fit.FITS) {
            table.create(connection);
        }
        checkpoints.forgetAll(connection);
        log.warn(
                "[{}] the table is filled again: {}",
                name,
                stored == version ? "it was not there" : "version " + version + " follows version " + stored);
    }

    /**
     * The checkpoint of a partition.
     *
     * @throws IllegalStateException if another version of the read model writes
     */
    Checkpoint load(int partition) throws SQLException {
        return database.inTransaction(connection -> checkpoints.load(connection, partition));
    }

    /**
     * Writes the rows of some partitions and moves their checkpoints, in one transaction.
     *
     * @throws CheckpointMovedException if a checkpoint is not where its batch begins; nothing was written
     * @throws SQLException             if Postgres refused, and nothing was written; or the connection was lost, and
     *                                  either everything was written or nothing: the checkpoints show which
     */
    void write(List<RowBatch<V>> batches) throws SQLException {
        List<Checkpoints.Move> moves = new ArrayList<>();
        List<RowChange<V>> present = new ArrayList<>();
        List<RowChange<V>> removed = new ArrayList<>();
        for (RowBatch<V> batch : batches) {
            moves.add(new Checkpoints.Move(batch.from(), batch.to()));
            batch.changes().forEach(change -> (change.row() == null ? removed : present).add(change));
        }
        database.inTransaction(connection -> {
            // This comes first because it locks: a writer that has been replaced waits here, and then gets an
            // exception.
            checkpoints.move(connection, moves);
            if (!present.isEmpty()) {
                table.put(connection, present);
            }
            if (!removed.isEmpty()) {
                table.remove(connection, removed);
            }
            return true;
        });
    }

    /**
     * Removes the rows of a partition, or as many as one transaction may; then reading begins at the topic's beginning.
     *
     * @param topicId of the topic as it is now
     * @param first   offset of its oldest record
     * @return the checkpoint now: with the topic's id if all rows are removed, otherwise without it
     * @throws CheckpointMovedException if the checkpoint has moved; nothing was removed
     */
    Checkpoint clear(Checkpoint checkpoint, UUID topicId, long first) throws SQLException {
        Checkpoint forgotten = checkpoint.forgotten();
        Checkpoint begun = new Checkpoint(checkpoint.partition(), topicId, first);
        return database.inTransaction(connection -> {
            checkpoints.move(connection, List.of(new Checkpoints.Move(checkpoint, forgotten)));
            if (table.removePartition(connection, checkpoint.partition(), REMOVED_ROWS_MAX) == REMOVED_ROWS_MAX) {
                return forgotten;
            }
            checkpoints.move(connection, List.of(new Checkpoints.Move(forgotten, begun)));
            return begun;
        });
    }
}
