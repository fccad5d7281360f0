package dev.foldline.projection.process.topology;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * One process in the store.
 *
 * @param correlationId that of the event which began it; all its commands carry it
 * @param state         the author's record in Confluent's wire format; never changed after construction
 * @param timers        those that are set, by name
 */
record ProcessRow(UUID correlationId, byte[] state, SortedMap<String, SetTimer> timers) {

    /**
     * A timer that is set.
     *
     * @param dueMs       milliseconds since 1970
     * @param causationId id of the input that set it
     */
    record SetTimer(long dueMs, UUID causationId) {

        /** The one that is due first comes first. */
        static final Comparator<SetTimer> BY_DUE = Comparator.comparingLong(SetTimer::dueMs);
    }

    ProcessRow {
        timers = new TreeMap<>(timers);
    }

    /** The same without a timer. */
    ProcessRow without(String timer) {
        SortedMap<String, SetTimer> others = new TreeMap<>(timers);
        others.remove(timer);
        return new ProcessRow(correlationId, state, others);
    }

    static Serde<ProcessRow> serde() {
        return Serdes.serdeFrom(
                (topic, row) -> row == null ? null : write(row), (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    private static byte[] write(ProcessRow row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, row.correlationId);
            out.writeInt(row.state.length);
            out.write(row.state);
            out.writeInt(row.timers.size());
            for (Map.Entry<String, SetTimer> timer : row.timers.entrySet()) {
                out.writeUTF(timer.getKey());
                out.writeLong(timer.getValue().dueMs());
                write(out, timer.getValue().causationId());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static ProcessRow read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            UUID correlationId = readId(in);
            byte[] state = new byte[in.readInt()];
            in.readFully(state);
            SortedMap<String, SetTimer> timers = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                timers.put(in.readUTF(), new SetTimer(in.readLong(), readId(in)));
            }
            return new ProcessRow(correlationId, state, timers);
        } catch (IOException e) {
            throw new UncheckedIOException("the store of processes has a row that is none", e);
        }
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
