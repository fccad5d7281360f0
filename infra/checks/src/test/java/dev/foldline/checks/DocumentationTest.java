package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.cli.FoldlineCommand;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the guides list is what the sources have. */
class DocumentationTest {

    private static final Map<String, String> TEXTS = Repository.textFiles();

    /** A kebab-case literal where a code is given: to a rejection, to a failure, or as what a reason is called. */
    private static final Pattern CODE =
            Pattern.compile("(?:reject(?:ed)?\\(|failed\\(|REJECTED,|aggregateId,|OPERATION_FAILED =|NOT_STORABLE ="
                    + "|UN[A-Z_]+ ->|UNDECODABLE =|INVALID_KEY =|InvalidFormException\\()"
                    + "\\s*\"([a-z]+(?:-[a-z]+)*)\"");

    private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| `(?:REJECTED|FAILED)` \\|");

    private static final Pattern OPTION = Pattern.compile("(--[a-z-]*[a-z])");

    /** A constant of an enum of metrics: name, maybe a unit, and the sentence, which may be put together of several. */
    private static final Pattern METRIC = Pattern.compile(
            "[A-Z]\\(\\s*(\"foldline\\.[a-z.]+\"),\\s*(?:\"[a-z]+\",\\s*)?(\"[^\"]+\"(?:\\s*\\+\\s*\"[^\"]+\")*)\\)");

    private static final Pattern METRIC_ROW = Pattern.compile("(?m)^\\| `(foldline\\.[a-z.]+)` \\| ([^|]+) \\|");

    private static final Pattern NAMED_METRIC = Pattern.compile("`(foldline\\.[a-z.]+)`");

    private static final Pattern NAMED_ALERT = Pattern.compile("`(Foldline[A-Za-z]+)`");

    private static final Pattern ALERT = Pattern.compile("- alert: (Foldline[A-Za-z]+)");

    private static final Pattern HEALTH_CHECK = Pattern.compile("health\\.(?:ready|live|degraded)\\(\"([a-z ]+)\"");

    @Test
    void thePageOfMetricsListsEveryMetricOfBothServicesWithItsSentence() {
        Set<String> metrics = new TreeSet<>();
        TEXTS.forEach((path, text) -> {
            if (path.matches(".*/src/main/java/.*/ops/[A-Za-z]*Metric\\.java")) {
                Set<String> found = METRIC.matcher(text)
                        .results()
                        .map(metric -> literal(metric.group(1)) + ": " + literal(metric.group(2)))
                        .collect(Collectors.toSet());
                assertThat(found)
                        .as("what reads like a metric in %s", path)
                        .hasSize(text.split("\"foldline", -1).length - 1);
                metrics.addAll(found);
            }
        });
        assertThat(metrics)
                .anyMatch(metric -> metric.startsWith("foldline.events: "))
                .anyMatch(metric -> metric.startsWith("foldline.projection.folded: "));
        Set<String> rows = METRIC_ROW
                .matcher(TEXTS.getOrDefault("infra/guides/metrics.md", ""))
                .results()
                .map(row -> row.group(1) + ": " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).isEqualTo(metrics);
    }

    @Test
    void theTableOfTroublesNamesMetricsThatThereAreAndEveryAlertAndEveryCheckOfCommandService() {
        String page = TEXTS.getOrDefault("infra/guides/diagnostics.md", "");
        int begin = page.indexOf("\n## Which trouble shows where\n");
        String table = page.substring(begin, page.indexOf("\n## ", begin + 1));
        assertThat(matches(NAMED_METRIC, table))
                .isNotEmpty()
                .isSubsetOf(matches(METRIC_ROW, TEXTS.getOrDefault("infra/guides/metrics.md", "")));
        Set<String> alerts = matches(ALERT, TEXTS.getOrDefault("infra/observability/prometheus/rules.yml", ""));
        assertThat(matches(NAMED_ALERT, table)).isNotEmpty().isEqualTo(alerts);
        Set<String> checks = find(HEALTH_CHECK, "command-service/src/main/java/");
        assertThat(checks).contains("partitions", "unattended");
        checks.forEach(check -> assertThat(table).contains("`" + check + "`"));
    }

    @Test
    void theReadmeLinksThePagesForOperatorsAndConsumers() {
        assertThat(TEXTS.getOrDefault("README.md", ""))
                .contains(
                        "](infra/guides/README.md)",
                        "](infra/guides/cli.md)",
                        "](infra/guides/configuration.md)",
                        "](infra/guides/diagnostics.md)",
                        "](infra/guides/metrics.md)",
                        "](infra/guides/result-codes.md)")
                .contains("](infra/guides/consuming.md", "](infra/guides/producing.md", "](infra/guides/domains.md");
    }

    /** What a literal, or several with plus signs between, says. */
    private static String literal(String source) {
        return source.replaceAll("\"\\s*\\+\\s*\"", "").replace("\"", "");
    }

    @Test
    void thePageOfResultCodesListsTheCodesThatTheSourcesHave() {
        Set<String> codes = new TreeSet<>(find(CODE, "command-service/src/main/java/"));
        codes.addAll(find(CODE, "schemas/examples/src/main/java/"));
        assertThat(codes).contains("insufficient-funds", "version-conflict", "undecodable", "invalid-key");
        assertThat(find(CODE_ROW, "infra/guides/result-codes.md")).isEqualTo(codes);
    }

    @Test
    void everyCommandOfTheCommandLineIsInTheSummary() {
        String section = summary();
        Map<String, CommandLine> commands = commands();
        assertThat(commands).containsKeys("demo", "up", "verify", "dead-letters", "torture", "bench");
        commands.forEach((name, command) -> {
            assertThat(row(section, name)).as(name).isNotEmpty();
            assertThat(command.getSubcommands().keySet())
                    .as("commands of %s", name)
                    .allSatisfy(sub -> assertThat(row(section, name)).contains(sub));
        });
    }

    @Test
    void theSummaryNamesTheOptionsThatTheCommandLineHas() {
        String section = summary();
        commands().forEach((name, command) -> {
            Set<String> options = options(command);
            assertThat(matches(OPTION, row(section, name))).as(name).isSubsetOf(options);
            assertThat(matches(OPTION, section)).as(name).containsAll(options);
        });
    }

    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> commands =
                new TreeMap<>(FoldlineCommand.commandLine().getSubcommands());
        commands.remove("help");
        return commands;
    }

    /** Its long options without those that every command has. */
    private static Set<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !option.equals("--help") && !option.equals("--version"))
                .collect(Collectors.toSet());
    }

    private static String row(String section, String command) {
        return section.lines().filter(line -> line.startsWith("| `" + command)).collect(Collectors.joining());
    }

    /** What the page of the command line says before the part that is generated. */
    private static String summary() {
        String page = TEXTS.getOrDefault("infra/guides/cli.md", "");
        return page.substring(0, page.indexOf("\n## Every command\n"));
    }

    private static Set<String> find(Pattern pattern, String folder) {
        Set<String> found = new TreeSet<>();
        TEXTS.forEach((path, text) -> {
            if (path.startsWith(folder)) {
                found.addAll(matches(pattern, text));
            }
        });
        return found;
    }

    /** The text of the pattern's group at every match. */
    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
