package dev.foldline.stack;

import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a stack's data, held by one process at a time.
 *
 * <p>It is used only while its lock is held. The operating system frees the lock of a process that dies.
 */
final class DataFolder implements AutoCloseable {

    /** Folders held by this JVM: the operating system's lock tells processes apart, not their threads. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder when it is missing, and locks it.
     *
     * @throws StackException if another process, or another stack of this one, holds it
     */
    static DataFolder open(Path folder) {
        try {
            Files.createDirectories(folder.resolve("logs"));
            Files.createDirectories(folder.resolve("processes"));
            Path root = folder.toRealPath();
            if (!HELD_HERE.add(root)) {
                throw inUse(root, ProcessHandle.current().pid() + "");
            }
            FileChannel file = lock(root);
            if (file == null) {
                HELD_HERE.remove(root);
                throw inUse(root, Files.readString(root.resolve("lock")).strip());
            }
            return new DataFolder(root, file);
        } catch (IOException e) {
            throw new StackException("cannot use the data folder " + folder + ": " + e, e);
        }
    }

    Path root() {
        return root;
    }

    Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    Path ports() {
        return root.resolve("ports.properties");
    }

    Path endpoints() {
        return root.resolve(Endpoints.FILE_NAME);
    }

    /** Of one of the Postgres servers, by its name. */
    Path postgres(String name) {
        return root.resolve(name);
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path projections() {
        return root.resolve("projections");
    }

    ProcessRecords processes() {
        return new ProcessRecords(root.resolve("processes"));
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new StackException("cannot release the data folder " + root + ": " + e.getMessage(), e);
        } finally {
            HELD_HERE.remove(root);
        }
    }

    private static @Nullable FileChannel lock(Path root) throws IOException {
        FileChannel file = FileChannel.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            return null;
        }
        file.truncate(0);
        file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return file;
    }

    private static StackException inUse(Path root, String pid) {
        return new StackException("a stack already runs on " + root + " (process " + pid
                + "): stop that one first, or give another folder with --data");
    }
}
