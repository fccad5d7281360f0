package dev.foldline.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The files that a clone of the repository has, by their path from its root. */
final class Repository {

    private static final String MARK_OF_THE_ROOT = "mvnw";

    /** Hidden folders of the repository's own; every other one is a tool's, or holds the data of a local stack. */
    private static final Set<String> OWN_HIDDEN_FOLDERS = Set.of(".mvn", ".ci", ".github");

    private Repository() {}

    /** Text files and their content. A file with a zero byte in it is not text. */
    static Map<String, String> textFiles() {
        Path root = root();
        Map<String, String> texts = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(root) || isOwn(folder)
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    if (text.indexOf('\0') < 0) {
                        String path = root.relativize(file).toString().replace('\\', '/');
                        texts.put(path, new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the files under " + root, e);
        }
        return texts;
    }

    private static boolean isOwn(Path folder) {
        String name = folder.getFileName().toString();
        return name.startsWith(".") ? OWN_HIDDEN_FOLDERS.contains(name) : !name.equals("target");
    }

    /** The folder that a clone makes. */
    static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MARK_OF_THE_ROOT))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder from " + start + " upwards has a file " + MARK_OF_THE_ROOT);
    }
}
