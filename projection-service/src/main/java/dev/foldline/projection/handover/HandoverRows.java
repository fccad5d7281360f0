package dev.foldline.projection.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Groups rows into records that no broker refuses: a record has one row, or few enough bytes. */
final class HandoverRows {

    private static final int RECORD_BYTES_MAX = 256 * 1024;

    private final Consumer<List<HandoverRecord.Row>> sender;
    private List<HandoverRecord.Row> rows = new ArrayList<>();
    private int bytes;

    HandoverRows(Consumer<List<HandoverRecord.Row>> sender) {
        this.sender = sender;
    }

    void add(byte[] key, byte[] value) {
        int length = key.length + value.length;
        if (bytes + length > RECORD_BYTES_MAX) {
            flush();
        }
        rows.add(new HandoverRecord.Row(key, value));
        bytes += length;
    }

    /** Sends what is left. */
    void flush() {
        if (!rows.isEmpty()) {
            sender.accept(rows);
            rows = new ArrayList<>();
            bytes = 0;
        }
    }
}
