package dev.foldline.command.store.postgres.migration;

import dev.foldline.runtime.StartupException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the domains on the class path that bring migrations. A jar needs an entry of its own for the folder, which
 * Maven, Gradle and the tool {@code jar} write; Flyway needs it too.
 */
final class DomainFolders {

    static final String ROOT = "db/domain/";

    private static final Pattern MIGRATION = Pattern.compile("([^/]+)/.+\\.sql");

    /** Postgres cuts a name of more than 63 bytes, and the table of the history begins with 22. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");

    private DomainFolders() {}

    /**
     * Names of the folders that have a migration, in their order.
     *
     * @throws StartupException if a jar cannot be read, or a folder has a name that a domain cannot have
     */
    static SortedSet<String> names(ClassLoader classes) {
        SortedSet<String> names = new TreeSet<>();
        try {
            for (URL root : Collections.list(classes.getResources(ROOT))) {
                for (String file : files(root)) {
                    Matcher migration = MIGRATION.matcher(file);
                    if (migration.matches()) {
                        names.add(checked(migration.group(1), root));
                    }
                }
            }
        } catch (IOException e) {
            throw new StartupException("the migrations of domains cannot be read: " + e, e);
        }
        return names;
    }

    /** What is in a folder of the class path, as paths below it. */
    private static List<String> files(URL root) throws IOException {
        if (root.openConnection() instanceof JarURLConnection connection) {
            // Its own handle: a shared one may be in use elsewhere and must not be closed.
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                return jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.startsWith(ROOT))
                        .map(name -> name.substring(ROOT.length()))
                        .toList();
            }
        }
        Path folder = Path.of(URI.create(root.toString()));
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    private static String checked(String name, URL root) {
        if (!NAME.matcher(name).matches()) {
            throw new StartupException(root + name + ": the folder of a domain's migrations is named with at most 41"
                    + " lower-case letters, digits and '-', and begins with a letter");
        }
        return name;
    }
}
