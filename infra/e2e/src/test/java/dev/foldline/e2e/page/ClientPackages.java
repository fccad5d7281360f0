package dev.foldline.e2e.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldline.stack.server.Folders;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Packages that programs in other languages need, fetched into {@code target} once for each JVM of tests. Nothing is
 * installed on the machine. A test whose packages cannot be fetched is skipped with what the package manager said.
 */
final class ClientPackages {

    private static final Path FOLDER = Path.of("target", "clients-" + System.getProperty("foldline.test.jvm", "jvm-1"))
            .toAbsolutePath();

    /**
     * With lists of its own where those of the machine are missing or out of date, as only root may change them. The
     * names added are what the others depend on and a machine may not have.
     */
    private static final String DEBIAN = """
            get() { apt-get -qq -o APT::Sandbox::User=root $own download $packages; }
            own=
            packages="$* librdkafka1 libyajl2 libsasl2-2 python3-typing-extensions"
            get || {
              mkdir -p lists/partial cache/archives/partial
              own="-o Dir::State::Lists=$PWD/lists -o Dir::Cache=$PWD/cache"
              apt-get -qq $own update && get
            }
            for package in *.deb; do dpkg-deb -x "$package" .; done
            mkdir -p usr/bin usr/lib/python3/dist-packages
            ln -s usr/bin bin
            ln -s usr/lib/*-linux-gnu lib
            ln -s usr/lib/python3/dist-packages python
            case "$*" in
              python3-*) test -x /usr/bin/python3 || { echo 'there is no /usr/bin/python3'; exit 1; } ;;
            esac
            ln -sf /usr/bin/python3 usr/bin/python3
            """;

    private static final String NPM = "npm install --prefix . --no-audit --no-fund \"$@\"";

    /** What the fetch into a folder has printed where it failed; empty where it did not. */
    private static final Map<Path, String> FAILURES = new HashMap<>();

    private ClientPackages() {}

    /**
     * Packages of Debian.
     *
     * @param packages names with spaces between
     * @return a folder with programs in {@code bin}, libraries in {@code lib}, and modules in {@code python}
     */
    static Path ofDebian(String packages) {
        return fetched("debian", "apt-get of Debian", DEBIAN, packages);
    }

    /**
     * Packages of npm.
     *
     * @param packages names and versions with spaces between
     * @return the folder {@code node_modules}
     */
    static Path ofNpm(String packages) {
        return fetched("npm", "npm", NPM, packages).resolve("node_modules");
    }

    private static synchronized Path fetched(String kind, String manager, String script, String packages) {
        Path folder = FOLDER.resolve(kind + "-" + packages.replaceAll("[ @].*", ""));
        String failure = FAILURES.computeIfAbsent(folder, _ -> fetch(folder, script, packages));
        assumeTrue(failure.isEmpty(), "skipped: " + manager + " does not give " + packages + " here: " + failure);
        return folder;
    }

    private static String fetch(Path folder, String script, String packages) {
        List<String> command = new ArrayList<>(List.of("sh", "-euc", script, "sh"));
        command.addAll(List.of(packages.split(" ", -1)));
        try {
            Folders.delete(folder);
            Path printed = Files.createDirectories(folder).resolve("fetched.txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .start();
            if (!process.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
                return "no end after " + TestTimeouts.PROCESS;
            }
            return process.exitValue() == 0
                    ? ""
                    : "exit code " + process.exitValue() + ": " + Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
