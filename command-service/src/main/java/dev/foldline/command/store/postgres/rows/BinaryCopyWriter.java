package dev.foldline.command.store.postgres.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the format of {@code COPY ... FROM STDIN (FORMAT binary)}. Not thread-safe; made once for each
 * connection's owner, as its buffer is reused.
 *
 * <p>This is where a batch spends its time, so fields are encoded straight into the buffer and nothing is allocated for
 * each of them.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html">COPY, section Binary Format</a>
 */
public final class BinaryCopyWriter {

    /** Handed to the driver at once: large, as the driver looks for an answer of the server after each. */
    private static final int CHUNK_BYTES = 256 * 1024;

    /** Values from this size on go to the driver as they are, so that the buffer does not grow with them. */
    private static final int DIRECT_BYTES_MIN = 32 * 1024;

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int NULL_LENGTH = -1;
    private static final int TRAILER = -1;
    private static final byte JSONB_VERSION = 1;

    /** Postgres counts from 2000-01-01. */
    private static final long POSTGRES_EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] buffer = new byte[CHUNK_BYTES];
    private int end;
    private @Nullable CopyIn target;

    /** Starts a stream of rows into {@code copy}; what an earlier one left behind is forgotten. */
    public void start(CopyIn copy) throws SQLException {
        target = copy;
        end = 0;
        room(SIGNATURE.length + 2 * Integer.BYTES);
        raw(SIGNATURE);
        rawInt(0); // flags
        rawInt(0); // length of the header's extension
    }

    /** Starts a row; exactly {@code fields} fields must follow. */
    void row(int fields) throws SQLException {
        room(Short.BYTES);
        rawShort(fields);
    }

    void smallint(int value) throws SQLException {
        room(Integer.BYTES + Short.BYTES);
        rawInt(Short.BYTES);
        rawShort(value);
    }

    void integer(int value) throws SQLException {
        room(Integer.BYTES + Integer.BYTES);
        rawInt(Integer.BYTES);
        rawInt(value);
    }

    void bigint(long value) throws SQLException {
        room(Integer.BYTES + Long.BYTES);
        rawInt(Long.BYTES);
        rawLong(value);
    }

    void bigint(@Nullable Long value) throws SQLException {
        if (value == null) {
            nothing();
        } else {
            bigint(value.longValue());
        }
    }

    void uuid(UUID value) throws SQLException {
        room(Integer.BYTES + 2 * Long.BYTES);
        rawInt(2 * Long.BYTES);
        rawLong(value.getMostSignificantBits());
        rawLong(value.getLeastSignificantBits());
    }

    /** A {@code timestamptz}; what is below a microsecond is cut off. */
    void timestamp(Instant value) throws SQLException {
        bigint((value.getEpochSecond() - POSTGRES_EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
    }

    /**
     * A {@code text}.
     *
     * @throws IllegalArgumentException if it has a U+0000
     */
    void text(String value) throws SQLException {
        int length = value.length();
        room(Integer.BYTES + length);
        int at = end + Integer.BYTES;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80 || c == 0) {
                unusualText(value);
                return;
            }
            buffer[at + i] = (byte) c;
        }
        rawInt(length);
        end += length;
    }

    private void unusualText(String value) throws SQLException {
        if (value.indexOf(0) >= 0) {
            throw new IllegalArgumentException(
                    "a text has a U+0000, which Postgres cannot hold; nothing of its batch is written");
        }
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A {@code bytea}. */
    void bytes(byte @Nullable [] value) throws SQLException {
        if (value == null) {
            nothing();
        } else if (value.length < DIRECT_BYTES_MIN) {
            room(Integer.BYTES + value.length);
            rawInt(value.length);
            raw(value);
        } else {
            room(Integer.BYTES);
            rawInt(value.length);
            flush();
            target().writeToCopy(value, 0, value.length);
        }
    }

    /** A {@code jsonb}, given as UTF-8. */
    void jsonb(byte[] document) throws SQLException {
        room(Integer.BYTES + 1 + document.length);
        rawInt(1 + document.length);
        buffer[end++] = JSONB_VERSION;
        raw(document);
    }

    /** A null. */
    void nothing() throws SQLException {
        room(Integer.BYTES);
        rawInt(NULL_LENGTH);
    }

    /** Ends the stream: when this returns, the server has taken every row. */
    public void finish() throws SQLException {
        room(Short.BYTES);
        rawShort(TRAILER);
        flush();
        target().endCopy();
        target = null;
        if (buffer.length > CHUNK_BYTES) {
            buffer = new byte[CHUNK_BYTES];
        }
    }

    private void room(int bytes) throws SQLException {
        if (buffer.length - end < bytes) {
            flush();
            if (buffer.length < bytes) {
                buffer = Arrays.copyOf(buffer, bytes);
            }
        }
    }

    private void flush() throws SQLException {
        target().writeToCopy(buffer, 0, end);
        end = 0;
    }

    private CopyIn target() {
        if (target == null) {
            throw new IllegalStateException("no COPY was started");
        }
        return target;
    }

    private void raw(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, end, bytes.length);
        end += bytes.length;
    }

    private void rawShort(int value) {
        SHORT.set(buffer, end, (short) value);
        end += Short.BYTES;
    }

    private void rawInt(int value) {
        INT.set(buffer, end, value);
        end += Integer.BYTES;
    }

    private void rawLong(long value) {
        LONG.set(buffer, end, value);
        end += Long.BYTES;
    }
}
