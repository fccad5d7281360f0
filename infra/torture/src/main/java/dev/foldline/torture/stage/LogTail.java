package dev.foldline.torture.stage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process writes into its log from a moment on. Used by one thread. */
public final class LogTail {

    private final Path file;
    private final StringBuilder read = new StringBuilder();
    private long atByte;

    private LogTail(Path file, long atByte) {
        this.file = file;
        this.atByte = atByte;
    }

    public static LogTail fromNowOn(Path file) throws IOException {
        return new LogTail(file, Files.size(file));
    }

    /** All of it until now. */
    public String text() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] more = new byte[(int) (log.length() - atByte)];
            log.seek(atByte);
            log.readFully(more);
            atByte += more.length;
            read.append(new String(more, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return read.toString();
    }
}
