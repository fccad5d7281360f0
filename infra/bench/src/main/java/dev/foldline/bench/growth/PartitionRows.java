package dev.foldline.bench.growth;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.command.store.entry.StoredEvent;
import dev.foldline.command.store.postgres.rows.BinaryCopyWriter;
import dev.foldline.command.store.postgres.rows.EventRows;
import dev.foldline.contract.TimeOrderedIds;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.serde.AvroEncoder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.postgresql.PGConnection;

/**
 * Events of accounts, put behind those that a partition of the event table has, with one COPY in the rows' own format.
 * The caller's transaction holds all of it. Not thread-safe.
 */
final class PartitionRows {

    private static final String AGGREGATE_TYPE = "account";

    private final Connection connection;
    private final int partition;
    private final AvroEncoder encoder;
    private final BinaryCopyWriter writer = new BinaryCopyWriter();
    private final TimeOrderedIds ids;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    /** As if the last command had left them all: owners read only what later ones have left. */
    private final long commandOffset;

    private long nextPosition;

    private PartitionRows(Connection connection, int partition, AvroEncoder encoder, ResultSet cursor)
            throws SQLException {
        this.connection = connection;
        this.partition = partition;
        this.encoder = encoder;
        this.ids = new TimeOrderedIds(InstantSource.system(), new SplittableRandom(partition));
        this.commandOffset = cursor.getLong(1) - 1;
        this.nextPosition = cursor.getLong(2);
    }

    /** Takes the partition's row, as an owner's transaction does, and begins behind its last event. */
    static PartitionRows begin(Connection connection, int partition, AvroEncoder encoder) throws SQLException {
        PartitionRows rows;
        try (PreparedStatement cursor = connection.prepareStatement(
                "SELECT next_offset, next_position FROM command_partitions WHERE partition = ? FOR UPDATE")) {
            cursor.setInt(1, partition);
            try (ResultSet row = cursor.executeQuery()) {
                if (!row.next()) {
                    throw new CliException("partition " + partition + " is not in command_partitions");
                }
                rows = new PartitionRows(connection, partition, encoder, row);
            }
        }
        rows.writer.start(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(EventRows.copyInto(partition)));
        return rows;
    }

    /** Opens the account with its first version, and pays one in with each other. */
    void add(String account, long version) throws SQLException {
        SpecificRecord event = version == 1
                ? new AccountOpened(account, "Ada", "EUR", 0L)
                : new MoneyDeposited(account, 1L, "EUR", version - 1, "");
        UUID commandId = ids.next();
        EventRows.write(
                new StoredEvent(
                        partition,
                        nextPosition,
                        account,
                        AGGREGATE_TYPE,
                        version,
                        ids.next(),
                        event.getSchema().getFullName(),
                        EventVersion.of(event.getSchema()),
                        encoder.encode(event),
                        now,
                        commandId,
                        commandId,
                        commandOffset,
                        StoredEvent.Metadata.NONE),
                writer);
        nextPosition++;
    }

    /** Ends the COPY and sets the partition's cursor behind its last event. */
    void end() throws SQLException {
        writer.finish();
        try (PreparedStatement move =
                connection.prepareStatement("UPDATE command_partitions SET next_position = ? WHERE partition = ?")) {
            move.setLong(1, nextPosition);
            move.setInt(2, partition);
            move.executeUpdate();
        }
    }
}
