package dev.foldline.projection.handover;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of the topic through which one build's task hands its rows to the next build's, in the order of their keys.
 *
 * @param kind      what it is
 * @param positions of the events topic up to which the rows are folded, by partition; in COMMITTED a marker
 * @param rows      some rows; none in another kind than ROWS
 */
record HandoverRecord(Kind kind, long[] positions, List<Row> rows) {

    /** What a record says. */
    enum Kind {
        /** Some of the rows. */
        ROWS,
        /** The last row has been sent. */
        END,
        /** From a task to itself: when it is read, whatever was written before it is committed. */
        COMMITTED
    }

    /** A row's key and bytes. */
    record Row(byte[] key, byte[] value) {}

    static HandoverRecord committed(long mark) {
        return new HandoverRecord(Kind.COMMITTED, new long[] {mark}, List.of());
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind.name());
            out.writeInt(positions.length);
            for (long position : positions) {
                out.writeLong(position);
            }
            out.writeInt(rows.size());
            for (Row row : rows) {
                out.writeInt(row.key.length);
                out.write(row.key);
                out.writeInt(row.value.length);
                out.write(row.value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static HandoverRecord of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = Kind.valueOf(in.readUTF());
            long[] positions = new long[in.readInt()];
            for (int partition = 0; partition < positions.length; partition++) {
                positions[partition] = in.readLong();
            }
            int count = in.readInt();
            List<Row> rows = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                rows.add(new Row(in.readNBytes(in.readInt()), in.readNBytes(in.readInt())));
            }
            return new HandoverRecord(kind, positions, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
