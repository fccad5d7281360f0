package dev.foldline.e2e.page;

import dev.foldline.stack.Endpoints;
import dev.foldline.stack.server.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of {@code infra/guides} with programs in several languages, and the commands that run them. */
final class GuidePage implements AutoCloseable {

    private static final String NODE_MODULES = "node_modules";

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?^class (\\w+) .*?)^```$");

    /** A program in another language says its name in its first line. */
    private static final Pattern SCRIPT =
            Pattern.compile("(?ms)^```(?:python|js|sh)\\n((?:#|//) ([\\w-]+\\.(?:py|mjs|sh)): .*?)^```$");

    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern INSTALL = Pattern.compile("(?m)^(apt-get|npm) install (.*)$");
    private static final Pattern HEADER = Pattern.compile("(?m)^\\| `((?:ce_|content-type|traceparent)[a-z]*)` \\|");

    /** Its first command sets the variables that the commands of both pages use. */
    private static final String PAGE_OF_VARIABLES = "consuming.md";

    private final Path home = Installation.find().home();
    private final Map<String, String> environment = new HashMap<>();
    private final Endpoints endpoints;
    private final Path folder;
    private final String text;

    /**
     * @param name   of the page's file
     * @param folder for the programs and what they write
     */
    GuidePage(String name, Endpoints endpoints, Path folder) {
        this.endpoints = endpoints;
        this.folder = folder;
        this.text = read(name);
        environment.put("FOLDLINE_DATA", folder.toString());
        environment.put("PATH", Path.of(Installation.java()).getParent() + ":" + System.getenv("PATH"));
    }

    /** Names of the headers that the page lists. */
    Set<String> headers() {
        return HEADER.matcher(text).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The programs by the names of their files. */
    Map<String, String> programs() {
        Map<String, String> programs = new TreeMap<>();
        JAVA.matcher(text).results().forEach(block -> programs.put(block.group(2) + ".java", block.group(1)));
        SCRIPT.matcher(text).results().forEach(block -> programs.put(block.group(2), block.group(1)));
        return programs;
    }

    /**
     * Fetches the packages that the page's first command with a name in it installs, for the programs that are run
     * later. Skips the test where they cannot be had.
     */
    void install(String name) throws IOException {
        MatchResult install = INSTALL.matcher(text)
                .results()
                .filter(command -> command.group(2).contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the page does not install " + name));
        if (install.group(1).equals("npm")) {
            Files.createSymbolicLink(folder.resolve(NODE_MODULES), ClientPackages.ofNpm(install.group(2)));
        } else {
            Path root = ClientPackages.ofDebian(install.group(2));
            environment.merge("PATH", root.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
            environment.put("LD_LIBRARY_PATH", root.resolve("lib").toString());
            environment.put("PYTHONPATH", root.resolve("python").toString());
        }
    }

    /** Runs the command that names this, with the programs beside it. */
    PageRun run(String part) {
        return run(part, UnaryOperator.identity());
    }

    /**
     * The same with another text.
     *
     * @param change is applied to the command and to each program
     */
    PageRun run(String part, UnaryOperator<String> change) {
        String command = commands(text).stream()
                .filter(block -> block.contains(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no command of the page names " + part));
        try {
            for (Map.Entry<String, String> program : programs().entrySet()) {
                Files.writeString(folder.resolve(program.getKey()), change.apply(program.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        endpoints.write(folder.resolve(Endpoints.FILE_NAME));
        // The variables are set in the folder of the repository; a program runs where it has been copied to.
        String script = "cd '" + home + "'\n"
                + commands(read(PAGE_OF_VARIABLES)).getFirst() + "cd '" + folder + "'\n" + change.apply(command);
        return PageRun.start(script, folder, environment);
    }

    /** Removes the link to packages outside the folder. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(NODE_MODULES));
    }

    /** The shell blocks that are no programs. */
    private static List<String> commands(String text) {
        Matcher blocks = SHELL.matcher(SCRIPT.matcher(text).replaceAll(""));
        return blocks.results().map(block -> block.group(1)).toList();
    }

    private String read(String name) {
        try {
            return Files.readString(home.resolve("infra/guides").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
