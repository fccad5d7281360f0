package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README lists is what the sources have. */
class DocumentationTest {

    private static final Map<String, String> TEXTS = Repository.textFiles();

    /** A kebab-case literal where a code is given: to a rejection, to a failure, or as what a reason is called. */
    private static final Pattern CODE =
            Pattern.compile("(?:reject(?:ed)?\\(|failed\\(|REJECTED,|aggregateId,|OPERATION_FAILED =|UN[A-Z_]+ ->)"
                    + "\\s*\"([a-z]+(?:-[a-z]+)*)\"");

    private static final Pattern COMMAND_NAME = Pattern.compile("@Command\\(\\s*name = \"([a-z]+)\"");

    @Test
    void everyCodeOfAResultIsInTheReadme() {
        Set<String> codes = find(CODE, "command-service/src/main/java/");
        assertThat(codes).contains("insufficient-funds", "version-conflict", "undecodable", "invalid-key");
        assertThat(codes).allSatisfy(code -> assertThat(readme()).contains("`" + code + "`"));
    }

    @Test
    void everyCommandOfTheCommandLineIsInTheReadme() {
        Set<String> names = find(COMMAND_NAME, "infra/local/src/main/java/");
        names.remove("foldline");
        assertThat(names).contains("demo", "up", "verify");
        assertThat(names).allSatisfy(name -> assertThat(readme()).contains("| `" + name));
    }

    private static String readme() {
        return TEXTS.getOrDefault("README.md", "");
    }

    private static Set<String> find(Pattern pattern, String folder) {
        Set<String> found = new TreeSet<>();
        TEXTS.forEach((path, text) -> {
            if (path.startsWith(folder)) {
                Matcher matcher = pattern.matcher(text);
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        });
        return found;
    }
}
