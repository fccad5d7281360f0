package dev.foldline.cli;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.stack.server.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of a demo, deleted on close unless it is to be kept.
 *
 * @param path the folder
 * @param kept whether it stays; always so for one that the user named, as it may hold more than ours
 */
record DemoFolder(Path path, boolean kept) implements AutoCloseable {

    static DemoFolder open(@Nullable Path named, boolean keep) {
        try {
            return named == null
                    ? new DemoFolder(Files.createTempDirectory("foldline-demo-"), keep)
                    : new DemoFolder(named, true);
        } catch (IOException e) {
            throw new CliException("no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    /** Deletes the folder, unless it is kept or has gone already. */
    @Override
    public void close() {
        if (kept) {
            return;
        }
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new CliException("the demo's folder " + path + " could not be deleted: " + e.getMessage(), e);
        }
    }
}
