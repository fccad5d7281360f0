package dev.foldline.bench.step;

import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/** Takes the bytes of a COPY and lets them go. */
final class NoServer implements CopyIn {

    private long bytes;

    /** How many it was given. */
    long bytes() {
        return bytes;
    }

    @Override
    public void writeToCopy(byte[] given, int from, int length) {
        bytes += length;
    }

    @Override
    public void writeToCopy(ByteStreamWriter bytes) {}

    @Override
    public void flushCopy() {}

    @Override
    public long endCopy() {
        return 0;
    }

    @Override
    public void cancelCopy() {}

    @Override
    public int getFieldCount() {
        return 0;
    }

    @Override
    public int getFormat() {
        return 1;
    }

    @Override
    public int getFieldFormat(int field) {
        return 1;
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    public long getHandledRowCount() {
        return 0;
    }
}
