package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.stack.server.KafkaBroker;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The settings of docker-compose.yml are those that .env.example lists, with the same defaults. */
class ComposeSettingsTest {

    private static final Map<String, String> TEXTS = Repository.textFiles();

    private static final Pattern USED = Pattern.compile("\\$\\{([A-Z0-9_]+):-([^}]*)}");
    private static final Pattern LISTED = Pattern.compile("(?m)^#([A-Z][A-Z0-9_]+)=(.*)$");
    private static final Pattern SET = Pattern.compile("(?m)^([A-Z][A-Z0-9_]+)=(.*)$");

    /** A pair of the map in {@code ComposeEndpoints}. */
    private static final Pattern KNOWN = Pattern.compile("\"([A-Z][A-Z0-9_]+)\", \"([^\"]+)\"[,)]");

    @Test
    void theExampleListsEverySettingWithItsDefault() {
        assertThat(find(LISTED, ".env.example"))
                .contains("POSTGRES_PORT=15432")
                .isEqualTo(find(USED, "docker-compose.yml"));
    }

    @Test
    void everySettingHasADefault() {
        assertThat(text("docker-compose.yml").replaceAll(USED.pattern(), "")).doesNotContain("${");
    }

    @Test
    void theCommandLineKnowsTheSameDefaults() {
        assertThat(find(KNOWN, "infra/cli/src/main/java/dev/foldline/cli/endpoint/ComposeEndpoints.java"))
                .hasSize(7)
                .isSubsetOf(find(LISTED, ".env.example"));
    }

    @Test
    void theClusterSetsWhatThereIs() {
        Set<String> known = names(find(LISTED, ".env.example"));
        known.add("COMPOSE_PROFILES");
        assertThat(names(find(SET, "infra/docker/cluster.env")))
                .contains("REPLICATION_FACTOR")
                .isSubsetOf(known);
    }

    @Test
    void composeSetsUpTheBrokerAsTheEmbeddedStackDoes() {
        Map<String, String> embedded = new TreeMap<>(KafkaBroker.settings());
        // By its listeners it is known to others, its copies are a setting, and it may be silent for longer.
        embedded.keySet().removeIf(key -> key.matches(".*(listener|node\\.id|heartbeat|\\.(factor|isr)).*"));
        String compose = text("docker-compose.yml").replace("\"", "");
        embedded.forEach((key, value) -> assertThat(compose)
                .contains("  KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_') + ": " + value + "\n"));
    }

    /** Maven wants the pom.xml of every module, also of those that no image has. */
    @Test
    void theImagesAreBuiltWithThePomOfEveryModule() {
        Set<String> modules = Pattern.compile("<module>(.*)</module>")
                .matcher(text("pom.xml"))
                .results()
                .map(module -> "COPY " + module.group(1) + "/pom.xml " + module.group(1) + "/pom.xml")
                .collect(Collectors.toSet());
        assertThat(modules).isNotEmpty();
        assertThat(text("infra/docker/Dockerfile").lines()).containsAll(modules);
    }

    private static Set<String> find(Pattern pattern, String path) {
        return pattern.matcher(text(path))
                .results()
                .map(match -> match.group(1) + "=" + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Set<String> settings) {
        return settings.stream()
                .map(setting -> setting.substring(0, setting.indexOf('=')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(String path) {
        return TEXTS.getOrDefault(path, "");
    }
}
