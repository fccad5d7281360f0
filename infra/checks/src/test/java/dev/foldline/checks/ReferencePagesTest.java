package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.cli.FoldlineCommand;
import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.command.config.GroupConfig;
import dev.foldline.command.config.LoopConfig;
import dev.foldline.command.config.ReadConfig;
import dev.foldline.command.config.ReplayConfig;
import dev.foldline.command.config.ReportConfig;
import dev.foldline.command.config.SchemaConfig;
import dev.foldline.command.config.SnapshotConfig;
import dev.foldline.projection.config.QuerySettings;
import dev.foldline.projection.config.ReadModelSettings;
import dev.foldline.projection.config.StreamsSettings;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.ServiceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The reference pages say what the code has: their tables are rendered from it, between two marks of the page. With
 * {@code -Dreference.update=true} the pages are written instead of compared.
 */
class ReferencePagesTest {

    private static final String UPDATE = "reference.update";
    private static final String CONFIGURATION = "infra/guides/configuration.md";
    private static final String COMMAND_LINE = "infra/guides/cli.md";
    private static final String END = "\n<!-- end of what is generated -->\n";

    /** The keys of a service or a program, concern by concern. */
    private record Section(String title, List<Map.Entry<String, ConfigDef>> concerns) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("Both services", List.of(concern(PipelineConfig.class, PipelineConfig.keys()))),
            new Section(
                    "command-service",
                    List.of(
                            concern(LoopConfig.class, LoopConfig.keys()),
                            concern(SnapshotConfig.class, SnapshotConfig.keys()),
                            concern(ReadConfig.class, ReadConfig.keys()),
                            concern(GroupConfig.class, GroupConfig.keys()),
                            concern(ReportConfig.class, ReportConfig.keys()),
                            concern(SchemaConfig.class, SchemaConfig.keys()),
                            concern(
                                    dev.foldline.command.config.DatabaseConfig.class,
                                    dev.foldline.command.config.DatabaseConfig.keys()))),
            new Section(
                    "projection-service",
                    List.of(
                            concern(StreamsSettings.class, StreamsSettings.keys()),
                            concern(QuerySettings.class, QuerySettings.keys()),
                            concern(
                                    dev.foldline.projection.config.DatabaseConfig.class,
                                    dev.foldline.projection.config.DatabaseConfig.keys()),
                            concern(ReadModelSettings.class, ReadModelSettings.keys()))),
            new Section("Replay", List.of(concern(ReplayConfig.class, ReplayConfig.keys()))));

    /** Defaults that depend on the machine, as the page says them. */
    private static final Map<String, String> DEFAULTS_BY_MACHINE = Map.of(
            "command.workers", "as many as there are processors",
            "projection.threads", "2, or 1 on one processor",
            "projection.rebuild.threads", "as many as there are processors");

    @Test
    void thePageOfConfigurationHasEveryKey() throws IOException {
        compareOrWrite(CONFIGURATION, "\n<!-- generated from the definitions of the keys -->\n", configuration());
    }

    @Test
    void thePageOfTheCommandLineHasEveryCommandAndOption() throws IOException {
        compareOrWrite(COMMAND_LINE, "\n<!-- generated from the command line -->\n", commandLine());
    }

    @Test
    void everyConcernOfTheSourcesIsOnThePage() {
        Set<String> known = SECTIONS.stream()
                .flatMap(section -> section.concerns().stream())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = Repository.textFiles().entrySet().stream()
                .filter(file -> file.getKey().contains("/src/main/java/"))
                .filter(file -> file.getValue().contains("public static ConfigDef keys()"))
                .map(file -> file.getKey()
                        .replaceFirst(".*/src/main/java/", "")
                        .replaceFirst("\\.java$", "")
                        .replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).hasSizeGreaterThan(10).isEqualTo(known);
    }

    @Test
    void theDefaultsThatDependOnTheMachineAreThoseThatThePageDescribes() {
        int processors = Runtime.getRuntime().availableProcessors();
        Map<String, Object> defaults = new TreeMap<>(LoopConfig.keys().defaultValues());
        defaults.putAll(StreamsSettings.keys().defaultValues());
        assertThat(defaults)
                .containsEntry("command.workers", processors)
                .containsEntry("projection.threads", Math.min(2, processors))
                .containsEntry("projection.rebuild.threads", processors);
        assertThat(DEFAULTS_BY_MACHINE)
                .containsOnlyKeys("command.workers", "projection.threads", "projection.rebuild.threads");
    }

    private static void compareOrWrite(String page, String begin, String generated) throws IOException {
        Path file = Repository.root().resolve(page);
        String text = Files.readString(file);
        int from = text.indexOf(begin);
        int to = text.indexOf(END);
        assertThat(from).as("the mark %s in %s", begin.strip(), page).isNotNegative();
        assertThat(to).as("the mark %s in %s", END.strip(), page).isGreaterThan(from);
        String wanted =
                text.substring(0, from + begin.length()) + "\n" + generated.stripTrailing() + "\n" + text.substring(to);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(file, wanted);
        } else {
            assertThat(text)
                    .as("%s is not what the code says; -D%s=true writes it", page, UPDATE)
                    .isEqualTo(wanted);
        }
    }

    private static Map.Entry<String, ConfigDef> concern(Class<?> type, ConfigDef keys) {
        return Map.entry(type.getName(), keys);
    }

    private static String configuration() {
        StringBuilder page = new StringBuilder();
        for (Section section : SECTIONS) {
            page.append("## ").append(section.title()).append("\n\n");
            page.append("| key | variable | type | default | allowed | meaning |\n|---|---|---|---|---|---|\n");
            Map<String, ConfigDef.ConfigKey> keys = new TreeMap<>();
            section.concerns().forEach(concern -> keys.putAll(concern.getValue().configKeys()));
            keys.values()
                    .forEach(key -> page.append(row(List.of(
                            "`" + key.name + "`",
                            "`" + ServiceConfig.variableOf(key.name) + "`",
                            key.type.name(),
                            defaultOf(key),
                            key.validator == null ? "" : key.validator.toString(),
                            key.documentation))));
            page.append("\n");
        }
        return page.toString();
    }

    private static String defaultOf(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "**required**";
        }
        String byMachine = DEFAULTS_BY_MACHINE.get(key.name);
        if (byMachine != null) {
            return byMachine;
        }
        Object value = key.defaultValue instanceof Password password ? password.value() : key.defaultValue;
        String text = value instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    private static String commandLine() {
        CommandSpec root = FoldlineCommand.commandLine().getCommandSpec();
        StringBuilder page = new StringBuilder();
        page.append("### In front of a command\n\n").append(options(root.options()));
        CommandSpec ofAPipeline = root.subcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().mixins().values().stream())
                .filter(ReferencePagesTest::saysWhereThePipelineIs)
                .findFirst()
                .orElseThrow();
        page.append("### Where the pipeline is\n\n").append(options(ofAPipeline.options()));
        new TreeMap<>(root.subcommands()).values().forEach(command -> append(page, "###", "", command));
        return page.toString();
    }

    private static void append(StringBuilder page, String level, String parent, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.name().equals("help")) {
            return;
        }
        String name = parent + spec.name();
        page.append(level).append(' ').append(name).append("\n\n");
        appendLines(page, spec.usageMessage().description());
        if (!spec.positionalParameters().isEmpty()) {
            page.append("| parameter | meaning |\n|---|---|\n");
            spec.positionalParameters()
                    .forEach(parameter ->
                            page.append(row(List.of("`" + parameter.paramLabel() + "`", description(parameter)))));
            page.append("\n");
        }
        Set<OptionSpec> ofAPipeline = new HashSet<>();
        spec.mixins().values().stream()
                .filter(ReferencePagesTest::saysWhereThePipelineIs)
                .forEach(mixin -> ofAPipeline.addAll(mixin.options()));
        page.append(options(spec.options().stream()
                .filter(option -> !ofAPipeline.contains(option))
                .toList()));
        if (!ofAPipeline.isEmpty()) {
            page.append("It also takes the options of [where the pipeline is](#where-the-pipeline-is).\n\n");
        }
        appendLines(page, spec.usageMessage().footer());
        new TreeMap<>(spec.subcommands()).values().forEach(sub -> append(page, "####", name + " ", sub));
    }

    private static boolean saysWhereThePipelineIs(CommandSpec mixin) {
        return mixin.userObject() instanceof EndpointOptions;
    }

    private static String options(List<OptionSpec> options) {
        Map<String, OptionSpec> byName = new TreeMap<>();
        options.stream()
                .filter(option -> !Set.of("--help", "--version").contains(option.longestName()))
                .forEach(option -> byName.put(option.longestName(), option));
        if (byName.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder("| option | meaning |\n|---|---|\n");
        byName.forEach((name, option) -> {
            String label = option.arity().max() == 0 ? name : name + " " + option.paramLabel();
            table.append(row(List.of("`" + label + "`", description(option))));
        });
        return table.append("\n").toString();
    }

    /** A default that an environment variable may change is said without it. */
    private static String description(ArgSpec argument) {
        return String.join(" ", argument.description()).replaceAll("now: [^)]*\\)", "default: .foldline)");
    }

    /** Lines of prose; those that are indented are code. */
    private static void appendLines(StringBuilder page, String... lines) {
        boolean code = false;
        for (String line : lines) {
            if (line.startsWith("  ") != code) {
                page.append(code ? "```\n\n" : "\n```\n");
                code = !code;
            }
            if (!line.isBlank()) {
                page.append(code ? line.substring(2) : line).append("\n");
            }
        }
        page.append(code ? "```\n\n" : lines.length == 0 ? "" : "\n");
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
