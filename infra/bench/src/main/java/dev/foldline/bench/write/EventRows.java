package dev.foldline.bench.write;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Rows of the event table of one partition as binary COPY wants them, in memory.
 *
 * @param partition which partition
 * @param batches   the rows one behind the other, of so many rows each
 * @param count     rows in all
 */
record EventRows(int partition, List<byte[]> batches, long count) {

    private static final String SIGNATURE = "PGCOPY\n\377\r\n\0";

    /** The signature, the flags and the length of an extension that is not there. */
    private static final byte[] HEADER =
            Arrays.copyOf(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1), SIGNATURE.length() + 2 * Integer.BYTES);

    /** A row of -1 columns. */
    private static final byte[] TRAILER = {-1, -1};

    /**
     * Reads the rows behind a position.
     *
     * @param batchRows rows of one batch
     */
    static EventRows read(Connection connection, int partition, long behind, int batchRows) throws SQLException {
        CopyOut out = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT * FROM events_" + partition + " WHERE position > " + behind
                        + " ORDER BY position) TO STDOUT (FORMAT binary)");
        List<byte[]> batches = new ArrayList<>();
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        long count = 0;
        boolean first = true;
        for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
            int from = first ? HEADER.length : 0;
            first = false;
            if (row.length == from || Arrays.equals(row, from, row.length, TRAILER, 0, TRAILER.length)) {
                continue;
            }
            batch.write(row, from, row.length - from);
            count++;
            if (count % batchRows == 0) {
                batches.add(batch.toByteArray());
                batch.reset();
            }
        }
        if (batch.size() > 0) {
            batches.add(batch.toByteArray());
        }
        return new EventRows(partition, batches, count);
    }

    /** Writes all rows with one COPY, which is a transaction of its own; gives how many Postgres has taken. */
    long copyWhole(Connection connection, String table) throws SQLException {
        return copy(connection, table, batches);
    }

    /** Writes each batch with a COPY, which is a transaction of its own; gives how many rows Postgres has taken. */
    long copyBatches(Connection connection, String table) throws SQLException {
        long copied = 0;
        for (byte[] batch : batches) {
            copied += copy(connection, table, List.of(batch));
        }
        return copied;
    }

    private static long copy(Connection connection, String table, List<byte[]> batches) throws SQLException {
        CopyIn in = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)");
        in.writeToCopy(HEADER, 0, HEADER.length);
        for (byte[] batch : batches) {
            in.writeToCopy(batch, 0, batch.length);
        }
        in.writeToCopy(TRAILER, 0, TRAILER.length);
        return in.endCopy();
    }
}
