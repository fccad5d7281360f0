package dev.foldline.e2e.consume;

import dev.foldline.stack.Endpoints;
import dev.foldline.stack.server.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page {@code infra/guides/consuming.md}: its programs, its commands and its table of headers. */
final class ConsumingPage {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+) ");
    private static final Pattern HEADER = Pattern.compile("(?m)^\\| `((?:ce_|content-type|traceparent)[a-z]*)` \\|");

    private final Path home = Installation.find().home();
    private final Endpoints endpoints;
    private final Path folder;
    private final String text;

    /**
     * @param folder for the programs and what they write
     */
    ConsumingPage(Endpoints endpoints, Path folder) {
        this.endpoints = endpoints;
        this.folder = folder;
        try {
            text = Files.readString(home.resolve("infra/guides/consuming.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the headers that the page lists. */
    Set<String> headers() {
        return HEADER.matcher(text).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of the programs. */
    List<String> programs() {
        return blocks(JAVA).stream().map(ConsumingPage::className).toList();
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
        List<String> shell = blocks(SHELL);
        String command = shell.stream()
                .skip(1)
                .filter(block -> block.contains(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no command of the page names " + part));
        try {
            for (String program : blocks(JAVA)) {
                Files.writeString(folder.resolve(className(program) + ".java"), change.apply(program));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        endpoints.write(folder.resolve(Endpoints.FILE_NAME));
        // The first block is for the folder of the repository; a program runs where it has been copied to.
        String script = "cd '" + home + "'\n" + shell.getFirst() + "cd '" + folder + "'\n" + change.apply(command);
        Path java = Path.of(Installation.java());
        return PageRun.start(
                script,
                folder,
                Map.of("FOLDLINE_DATA", folder.toString(), "PATH", java.getParent() + ":" + System.getenv("PATH")));
    }

    private List<String> blocks(Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static String className(String program) {
        return CLASS.matcher(program)
                .results()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a program of the page without a class: " + program))
                .group(1);
    }
}
