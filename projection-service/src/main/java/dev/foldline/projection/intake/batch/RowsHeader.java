package dev.foldline.projection.intake.batch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The keys of those rows of an event that lie in one partition behind a repartitioning, where there are several: each
 * with its length in front. A record without this header has one row, whose key is the record's.
 *
 * <p>All of them are in one record, because the gate behind the repartitioning lets each position through once.
 */
public final class RowsHeader {

    private static final String NAME = "foldline-rows";

    private RowsHeader() {}

    /** The headers of a record that has several rows. */
    public static Headers add(Headers headers, List<String> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String row : rows) {
                byte[] key = row.getBytes(StandardCharsets.UTF_8);
                out.writeInt(key.length);
                out.write(key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory", e);
        }
        return new RecordHeaders(headers).add(NAME, bytes.toByteArray());
    }

    /** The rows of a record, empty where it has only one. */
    public static List<String> rows(Headers headers) {
        Header header = headers.lastHeader(NAME);
        if (header == null) {
            return List.of();
        }
        List<String> rows = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(header.value());
        while (bytes.hasRemaining()) {
            byte[] key = new byte[bytes.getInt()];
            bytes.get(key);
            rows.add(new String(key, StandardCharsets.UTF_8));
        }
        return rows;
    }

    /** How long the header of a record is, 0 where it has none: more than four times the number of its rows. */
    static int bytes(Headers headers) {
        Header header = headers.lastHeader(NAME);
        return header == null ? 0 : header.value().length;
    }

    /** The same headers without the rows: those of the record of one row. */
    public static Headers remove(Headers headers) {
        return new RecordHeaders(headers).remove(NAME);
    }
}
