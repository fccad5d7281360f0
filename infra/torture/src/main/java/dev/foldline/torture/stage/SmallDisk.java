package dev.foldline.torture.stage;

import dev.foldline.stack.server.Folders;
import dev.foldline.stack.server.StackException;
import dev.foldline.stack.server.Tool;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A disk of its own for a server's data folder, which can be made full: a file system in memory (tmpfs), where the
 * machine lets one be mounted. It takes as much memory as there are files on it. Thread-safe.
 */
public final class SmallDisk implements AutoCloseable {

    /** More than a torture of many minutes writes. */
    private static final long SIZE_KB = 2 * 1024 * 1024;

    /** What a full disk still takes. */
    private static final long LEFT_KB = 16;

    private static final int BYTES_PER_KB = 1024;
    private static final int FILL_TRIES_MAX = 20;

    /** How a disk is known that a killed run has left behind. */
    private static final String DEVICE = "foldline-torture";

    private final Path folder;
    private boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    /**
     * Mounts one, or uses the one that a killed run has left there. If it cannot, the folder is not changed.
     *
     * @param folder  the data folder, made when it is missing
     * @param notices told the reason when there will be no such disk
     */
    public static SmallDisk at(Path folder, Consumer<String> notices) {
        try {
            Files.createDirectories(folder);
            boolean there = Files.getFileStore(folder).name().equals(DEVICE);
            if (!there && !isEmpty(folder)) {
                notices.accept(
                        "no full disk at " + folder + ": its fault is skipped, as it has files of an earlier run");
                return new SmallDisk(folder, false);
            }
            String size = "size=" + SIZE_KB + "k";
            mount(folder, there ? List.of("-o", "remount," + size) : List.of("-o", "mode=0700," + size));
            return new SmallDisk(folder, true);
        } catch (StackException e) {
            notices.accept("no full disk at " + folder + ": its fault is skipped, as none can be mounted, which takes"
                    + " Linux and root's right to mount");
            return new SmallDisk(folder, false);
        } catch (IOException e) {
            throw new StackException("cannot use " + folder + ": " + e, e);
        }
    }

    /** Whether there is one. */
    public synchronized boolean mounted() {
        return mounted;
    }

    /** Leaves room for a few kilobytes more. */
    public synchronized void fill() throws IOException {
        for (int tries = 1; ; tries++) {
            FileStore store = Files.getFileStore(folder);
            long usedKb = (store.getTotalSpace() - store.getUnallocatedSpace()) / BYTES_PER_KB;
            try {
                mount(folder, List.of("-o", "remount,size=" + (usedKb + LEFT_KB) + "k"));
                return;
            } catch (StackException e) {
                // More has been written meanwhile than would have been left.
                if (tries == FILL_TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    /** Takes it all again. */
    public synchronized void widen() {
        mount(folder, List.of("-o", "remount,size=" + SIZE_KB + "k"));
    }

    /** {@link #unmount}. */
    @Override
    public void close() {
        unmount();
    }

    /**
     * Puts what is on it into its folder, and unmounts it, so that the data is kept like that of the other parts.
     * Nobody may use the folder any more. Further calls do nothing.
     */
    public synchronized void unmount() {
        if (!mounted) {
            return;
        }
        mounted = false;
        Path kept = folder.resolveSibling(folder.getFileName() + ".kept");
        try {
            try {
                Folders.delete(kept);
                Tool.run("keeping " + folder, List.of("cp", "-a", folder.toString(), kept.toString()));
            } finally {
                // Lazily: a process that hangs on must not keep it mounted.
                Tool.run("unmounting " + folder, List.of("umount", "-l", folder.toString()));
            }
            Files.delete(folder);
            Files.move(kept, folder);
        } catch (IOException e) {
            throw new StackException("cannot keep the data of " + folder + ": " + e, e);
        }
    }

    private static void mount(Path folder, List<String> options) {
        Tool.run(
                "mounting " + folder,
                Stream.of(List.of("mount", "-t", "tmpfs"), options, List.of(DEVICE, folder.toString()))
                        .flatMap(List::stream)
                        .toList());
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
