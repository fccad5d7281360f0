package dev.foldline.checks;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which tier a test belongs to. A {@code *Test} is run by {@code ./mvnw test}, which starts neither a server nor a
 * process; a test that starts one is an {@code *IT}, and no other test is.
 *
 * <p>A test starts a server also when a class of its module's tests does that it mentions. What the main code starts by
 * itself is known by name: see {@link #STARTS}.
 */
final class TierRules {

    private static final Pattern TEST = Pattern.compile(".*/[^/]*Test\\.java");
    private static final Pattern INTEGRATION_TEST = Pattern.compile(".*/[^/]*IT\\.java");

    /** Calls of the main code, and of libraries, that start servers or processes. */
    private static final Pattern STARTS = Pattern.compile(
            "(LocalStack|BenchStack|ChildProcess)\\.start|EmbeddedPostgres\\.(start|builder)|SmallDisk\\.at");

    /** Where a test writes a command line, whose first word is the command. */
    private static final Pattern TAKES_A_COMMAND_LINE = Pattern.compile(".*\\.execute|Stream\\.of");

    /** Commands of the command line that start a stack. */
    private static final Set<String> STACK_COMMANDS = Set.of("\"torture\"", "\"bench\"", "\"demo\"");

    private TierRules() {}

    static List<Finding> testsInTheWrongTier(List<JavaSource> sources) {
        List<Finding> findings = new ArrayList<>();
        List<JavaSource> tests = sources.stream().filter(JavaSource::isTest).toList();
        tests.stream()
                .collect(Collectors.groupingBy(TierRules::module))
                .values()
                .forEach(module -> {
                    Set<JavaSource> starting = starting(module);
                    for (JavaSource source : module) {
                        String path = source.path();
                        if (TEST.matcher(path).matches() && starting.contains(source)) {
                            findings.add(
                                    new Finding(path, 1, "a test that starts a server or a process: it is an *IT"));
                        } else if (INTEGRATION_TEST.matcher(path).matches() && !starting.contains(source)) {
                            findings.add(new Finding(path, 1, "starts neither a server nor a process: it is a *Test"));
                        }
                    }
                });
        return findings;
    }

    /** Those that start a server or a process, also through each other. */
    private static Set<JavaSource> starting(List<JavaSource> module) {
        Set<JavaSource> starting =
                module.stream().filter(TierRules::startsByItself).collect(Collectors.toCollection(HashSet::new));
        boolean grown = true;
        while (grown) {
            Set<String> types = starting.stream().map(TierRules::type).collect(Collectors.toSet());
            grown = starting.addAll(module.stream()
                    .filter(source -> TidyRules.nodes(source, IdentifierTree.class).stream()
                            .anyMatch(name -> types.contains(name.getName().toString())))
                    .toList());
        }
        return starting;
    }

    private static boolean startsByItself(JavaSource source) {
        return TidyRules.nodes(source, NewClassTree.class).stream()
                        .anyMatch(made -> made.getIdentifier().toString().equals("ProcessBuilder"))
                || TidyRules.nodes(source, MethodInvocationTree.class).stream().anyMatch(TierRules::starts);
    }

    private static boolean starts(MethodInvocationTree call) {
        String method = call.getMethodSelect().toString();
        return STARTS.matcher(method).matches()
                || (TAKES_A_COMMAND_LINE.matcher(method).matches() && isStackCommand(call.getArguments()));
    }

    private static boolean isStackCommand(List<? extends ExpressionTree> arguments) {
        return !arguments.isEmpty()
                && arguments.getFirst() instanceof LiteralTree command
                && STACK_COMMANDS.contains(command.toString());
    }

    private static String module(JavaSource source) {
        return source.path().substring(0, source.path().indexOf("/src/"));
    }

    private static String type(JavaSource source) {
        String file = source.path().substring(source.path().lastIndexOf('/') + 1);
        return file.substring(0, file.length() - ".java".length());
    }
}
