package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No text of the repository ties it to one machine, or to one place that packages come from. */
class RepositoryTextTest {

    /** The names are put together from halves, so that this file does not find itself. */
    private static final Pattern PATH_OF_A_MACHINE =
            Pattern.compile("(?<![\\w.$}])/(ro" + "ot|ho" + "me|Us" + "ers)/|[A-Z]:\\\\Us" + "ers\\\\");

    private static final Pattern REGISTRY_HOST = Pattern.compile("repo1?\\.ma" + "ven\\.|maven\\.google\\.|\\.sona"
            + "type\\.|packages\\.conf" + "luent\\.|plugins\\.gra" + "dle\\.|jit" + "pack\\.|jf" + "rog\\.");

    /** The wrapper has to say where Maven itself comes from. */
    private static final String WRAPPER_PROPERTIES = ".mvn/wrapper/maven-wrapper.properties";

    private static final Map<String, String> TEXTS = Repository.textFiles();

    @Test
    void noPathOfADevelopersMachine() {
        assertThat(find(PATH_OF_A_MACHINE, TEXTS)).isEmpty();
    }

    @Test
    void noHostOfAPackageRegistry() {
        Map<String, String> texts = new TreeMap<>(TEXTS);
        assertThat(texts.remove(WRAPPER_PROPERTIES)).isNotNull();
        assertThat(find(REGISTRY_HOST, texts)).isEmpty();
    }

    @Test
    void thePatternsFindWhatTheyAreFor() {
        String path = "/ho" + "me/ada/foldline";
        assertThat(find(PATH_OF_A_MACHINE, Map.of("run", "cd /tmp\ncd " + path)))
                .containsExactly(new Finding("run", 2, "cd " + path));
        assertThat(find(PATH_OF_A_MACHINE, Map.of("run", "ls $DIR/home/ada docs/root/")))
                .isEmpty();
        assertThat(find(REGISTRY_HOST, Map.of("pom.xml", "https://repo1.ma" + "ven.org/maven2")))
                .hasSize(1);
        assertThat(find(REGISTRY_HOST, Map.of("pom.xml", "https://maven.apache.org/POM/4.0.0")))
                .isEmpty();
    }

    private static List<Finding> find(Pattern pattern, Map<String, String> texts) {
        List<Finding> findings = new ArrayList<>();
        texts.forEach((path, text) -> {
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    findings.add(new Finding(path, i + 1L, lines.get(i).strip()));
                }
            }
        });
        return findings;
    }
}
