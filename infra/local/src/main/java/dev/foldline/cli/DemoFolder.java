package dev.foldline.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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

    @Override
    public void close() {
        if (kept) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new CliException("the demo's folder " + path + " could not be deleted: " + e.getMessage(), e);
        }
    }
}
