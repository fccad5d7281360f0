package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules and dashboard speak of metrics that are documented, and the rules fire when they should. */
class ObservabilityFilesIT {

    private static final Map<String, String> TEXTS = Repository.textFiles();
    private static final String PROMETHEUS = "infra/observability/prometheus/";
    private static final String DASHBOARD = "infra/observability/grafana/dashboards/foldline.json";

    private static final Pattern ASKED = Pattern.compile("\\b(foldline_[a-z_]*[a-z])\\b");
    private static final Pattern PAGE_ROW = Pattern.compile("(?m)^\\| `(foldline\\.[a-z.]+)` \\|");
    private static final Pattern ALERT = Pattern.compile("alert(?:name)?: *(?:\")?(Foldline[A-Za-z]+)");
    private static final Pattern WORD = Pattern.compile("(Foldline[A-Za-z]+)");

    /** What Prometheus' format puts behind a name: the unit, and what a counter, a time or a summary is made of. */
    private static final String ENDINGS =
            "(?:_events|_rows|_errors|_records|_offset|_seconds)?(?:_total|_count|_sum|_max)?";

    @Test
    void everyMetricOfTheRulesAndTheDashboardIsOnThePageOfMetrics() {
        Set<String> known = matches(PAGE_ROW, text("infra/guides/metrics.md"));
        assertThat(known).contains("foldline.partition.command.lag");
        Pattern documented = Pattern.compile(
                known.stream().map(name -> name.replace('.', '_')).collect(Collectors.joining("|", "(?:", ")"))
                        + ENDINGS);
        for (String file : new String[] {PROMETHEUS + "rules.yml", PROMETHEUS + "rules-test.yml", DASHBOARD}) {
            assertThat(matches(ASKED, text(file)))
                    .as(file)
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(name).matches(documented));
        }
    }

    @Test
    void everyRuleHasATest() {
        Set<String> rules = matches(ALERT, text(PROMETHEUS + "rules.yml"));
        assertThat(rules).hasSizeGreaterThan(10);
        String tests = text(PROMETHEUS + "rules-test.yml")
                .replace("FoldlineProjection.*", "")
                .replace("FoldlineReadModel.*", "");
        assertThat(matches(WORD, tests)).containsAll(rules);
    }

    @Test
    void theRulesPassTheirTestsWherePromtoolIs() throws Exception {
        assumeTrue(
                Tool.isThere("promtool"),
                "skipped: there is no promtool on the PATH, so nothing tries the rules of Prometheus");
        Path folder = Repository.root().resolve(PROMETHEUS);
        assertThat(Files.isDirectory(folder)).isTrue();
        Tool.run(folder, "promtool", "check", "config", "prometheus.yml");
        Tool.run(folder, "promtool", "test", "rules", "rules-test.yml");
    }

    private static String text(String path) {
        return TEXTS.getOrDefault(path, "");
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
