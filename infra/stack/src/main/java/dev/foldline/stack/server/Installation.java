package dev.foldline.stack.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of this build, and in it what the build has prepared for the stack.
 *
 * @param home    the folder of {@code ./foldline} and the root {@code pom.xml}
 * @param domains folder with the jars of the user's own domains; null for none
 */
public record Installation(Path home, @Nullable String domains) {

    private static final String HOME_PROPERTY = "foldline.home";

    /** Folder with the jars of the user's own domains; the launcher puts them on the command line's class path too. */
    private static final String DOMAINS_VARIABLE = "FOLDLINE_DOMAINS";

    /** With the value {@code off}, the example domains are left out; the launcher does the same. */
    private static final String EXAMPLES_VARIABLE = "FOLDLINE_EXAMPLES";

    /**
     * Takes the launcher's system property {@code foldline.home}, or else looks for the launcher from the working
     * folder upwards.
     */
    public static Installation find() {
        String given = System.getProperty(HOME_PROPERTY);
        if (given != null) {
            return new Installation(Path.of(given).toAbsolutePath().normalize(), System.getenv(DOMAINS_VARIABLE));
        }
        @Nullable Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            if (Files.exists(folder.resolve("foldline"))
                    && Files.exists(folder.resolve("infra/stack/servers/pom.xml"))) {
                return new Installation(folder, System.getenv(DOMAINS_VARIABLE));
            }
            folder = folder.getParent();
        }
        throw new StackException("Foldline's folder is not known: start ./foldline in it, or set -D" + HOME_PROPERTY);
    }

    /** The same with another folder of domains' jars. */
    public Installation withDomains(Path folder) {
        return new Installation(home, folder.toString());
    }

    /** The program that runs this JVM, which is a JDK 25. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    String brokerClassPath() {
        return built("infra/stack/servers/target/kafka").resolve("*").toString();
    }

    public Path registryJar() {
        return built("infra/stack/servers/target/registry/quarkus-run.jar");
    }

    /** A folder, perhaps not there yet, for the unpacked Postgres: a clean build throws it away with the rest. */
    public Path postgresFolder() {
        return built("infra/stack/servers/target").resolve("postgres");
    }

    /**
     * Options with which a JVM takes its classes loaded and checked from a file, which halves the work of a start. The
     * JVM writes the file when it ends and a file for its class path does not exist yet; it ignores damaged files. See
     * <a href="https://openjdk.org/jeps/350">JEP 350</a>. None with the user's own domains: each change of their jars
     * would have the file written again.
     *
     * @param program what runs, as programs that differ load other classes
     */
    public List<String> classArchive(String program) {
        if (!domains(domains).isEmpty()) {
            return List.of();
        }
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + built("infra/stack/target").resolve(program + ".jsa"),
                "-Xlog:cds*=off");
    }

    /** Class path of a service, with the domains that it has. */
    public String serviceClassPath(String module) {
        Path target = home.resolve(module).resolve("target");
        return built(target.resolve(module + ".jar").toString())
                + File.pathSeparator
                + built(target.resolve("lib").toString()).resolve("*")
                + (leavesExamplesOut(System.getenv(EXAMPLES_VARIABLE)) ? "" : examples())
                + domains(domains);
    }

    private String examples() {
        return File.pathSeparator
                + built("schemas/examples/target/foldline-examples.jar")
                + File.pathSeparator
                + built("schemas/examples/target/lib").resolve("*");
    }

    static boolean leavesExamplesOut(@Nullable String variable) {
        return "off".equals(variable);
    }

    /** What a folder of domains' jars adds to a class path. */
    static String domains(@Nullable String folder) {
        if (folder == null || folder.isBlank()) {
            return "";
        }
        Path jars = Path.of(folder).toAbsolutePath();
        if (!Files.isDirectory(jars)) {
            throw new StackException(DOMAINS_VARIABLE + " is " + folder + ", which is not a folder of jars");
        }
        return File.pathSeparator + jars.resolve("*");
    }

    private Path built(String path) {
        Path file = home.resolve(path);
        if (!Files.exists(file)) {
            throw new StackException(file + " is missing: build with ./mvnw package -DskipTests");
        }
        return file;
    }
}
