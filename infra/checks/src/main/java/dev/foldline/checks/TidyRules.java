package dev.foldline.checks;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;

/** The limits of size and the habits of tests. Each rule takes all files and gives what it finds, in their order. */
final class TidyRules {

    static final int FILE_LINES_MAX = 400;
    static final int LINE_CHARACTERS_MAX = 120;
    static final int METHOD_LINES_MAX = 60;
    static final int PARAMETERS_MAX = 5;
    /** Fifteen types and a package-info. */
    static final int PACKAGE_FILES_MAX = 16;

    /** Put together from halves, so that this file does not find itself. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");

    /** What Surefire and Failsafe run: a class of another name is compiled and silently left out. */
    private static final Pattern RUN = Pattern.compile("Test.*|.*Test|.*Tests|.*TestCase|.*IT");

    private static final Pattern SLEEP = Pattern.compile("(.*\\.)?(Thread|TimeUnit\\.[A-Z]+)\\.sleep");
    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "ArchTest");

    private TidyRules() {}

    static List<Finding> longFiles(List<JavaSource> sources) {
        return sources.stream()
                .filter(source -> source.lines().size() > FILE_LINES_MAX)
                .map(source -> new Finding(
                        source.path(),
                        FILE_LINES_MAX + 1,
                        overLimit("file", source.lines().size(), FILE_LINES_MAX)))
                .toList();
    }

    static List<Finding> longLines(List<JavaSource> sources) {
        return perLine(sources, line -> {
            int characters = line.codePointCount(0, line.length());
            return characters > LINE_CHARACTERS_MAX ? overLimit("line", characters, LINE_CHARACTERS_MAX) : "";
        });
    }

    static List<Finding> unfinished(List<JavaSource> sources) {
        return perLine(sources, line -> UNFINISHED.matcher(line).find() ? "unfinished: " + line.strip() : "");
    }

    static List<Finding> longMethods(List<JavaSource> sources) {
        return perNode(sources, MethodTree.class, (source, method) -> {
            long lines = source.lastLine(method) - source.firstLine(method) + 1;
            return lines > METHOD_LINES_MAX ? overLimit(method.getName() + "()", lines, METHOD_LINES_MAX) : "";
        });
    }

    /** A record's component list is not a parameter list: its names appear at every use of the values. */
    static List<Finding> manyParameters(List<JavaSource> sources) {
        return perNode(sources, MethodTree.class, (source, method) -> {
            int parameters = method.getParameters().size();
            return parameters > PARAMETERS_MAX && !isCanonicalConstructor(source, method)
                    ? overLimit("parameters of " + method.getName() + "()", parameters, PARAMETERS_MAX)
                    : "";
        });
    }

    static List<Finding> largePackages(List<JavaSource> sources) {
        Map<String, Long> filesByFolder =
                sources.stream().collect(Collectors.groupingBy(JavaSource::folder, Collectors.counting()));
        return filesByFolder.entrySet().stream()
                .filter(entry -> entry.getValue() > PACKAGE_FILES_MAX)
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Finding(entry.getKey(), 1, overLimit("files", entry.getValue(), PACKAGE_FILES_MAX)))
                .toList();
    }

    static List<Finding> testsThatDoNotRun(List<JavaSource> sources) {
        List<Finding> findings = new ArrayList<>();
        for (JavaSource source : tests(sources)) {
            for (Tree type : source.tree().getTypeDecls()) {
                if (type instanceof ClassTree top) {
                    findTestsThatDoNotRun(source, top, isRun(top), findings);
                }
            }
        }
        return findings;
    }

    static List<Finding> disabledTests(List<JavaSource> sources) {
        return perNode(
                tests(sources),
                AnnotationTree.class,
                (_, annotation) ->
                        simpleName(annotation).startsWith("Disabled") ? "a test that is not run: " + annotation : "");
    }

    static List<Finding> sleepingTests(List<JavaSource> sources) {
        return perNode(
                tests(sources),
                MethodInvocationTree.class,
                (_, call) -> SLEEP.matcher(call.getMethodSelect().toString()).matches()
                        ? "a test that sleeps instead of awaiting: " + call
                        : "");
    }

    private static void findTestsThatDoNotRun(JavaSource source, ClassTree type, boolean run, List<Finding> findings) {
        for (Tree member : type.getMembers()) {
            if (member instanceof ClassTree nested) {
                boolean nestedRun = run && hasAnnotation(nested.getModifiers(), Set.of("Nested"));
                findTestsThatDoNotRun(source, nested, nestedRun || isContract(nested), findings);
            } else if (!run && member instanceof MethodTree method && isTestMethod(method)) {
                findings.add(new Finding(
                        source.path(),
                        source.firstLine(method),
                        "neither Surefire nor Failsafe runs " + type.getSimpleName() + "." + method.getName() + "()"));
            }
        }
    }

    private static boolean isRun(ClassTree top) {
        return RUN.matcher(top.getSimpleName()).matches() || isContract(top);
    }

    /** A contract suite is run by the test classes that extend it. */
    private static boolean isContract(ClassTree type) {
        boolean extended = type.getKind() == Tree.Kind.INTERFACE
                || type.getModifiers().getFlags().contains(Modifier.ABSTRACT);
        return extended && type.getSimpleName().toString().endsWith("Contract");
    }

    private static boolean isCanonicalConstructor(JavaSource source, MethodTree method) {
        return nodes(source, ClassTree.class).stream()
                .filter(type ->
                        type.getKind() == Tree.Kind.RECORD && type.getMembers().contains(method))
                .anyMatch(record -> names(method.getParameters()).equals(names(components(record))));
    }

    private static List<? extends Tree> components(ClassTree record) {
        return record.getMembers().stream()
                .filter(member -> member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                .toList();
    }

    private static List<String> names(List<? extends Tree> variables) {
        return variables.stream()
                .map(variable -> ((VariableTree) variable).getName().toString())
                .toList();
    }

    private static boolean isTestMethod(MethodTree method) {
        return hasAnnotation(method.getModifiers(), TEST_ANNOTATIONS);
    }

    private static boolean hasAnnotation(ModifiersTree modifiers, Set<String> simpleNames) {
        return modifiers.getAnnotations().stream().anyMatch(annotation -> simpleNames.contains(simpleName(annotation)));
    }

    private static String simpleName(AnnotationTree annotation) {
        String name = annotation.getAnnotationType().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<JavaSource> tests(List<JavaSource> sources) {
        return sources.stream().filter(JavaSource::isTest).toList();
    }

    private static String overLimit(String what, long value, int limit) {
        return what + ": " + value + ", limit " + limit;
    }

    /** What a rule says to one line; empty when it finds nothing. */
    private static List<Finding> perLine(List<JavaSource> sources, Function<String, String> rule) {
        List<Finding> findings = new ArrayList<>();
        for (JavaSource source : sources) {
            for (int i = 0; i < source.lines().size(); i++) {
                addUnlessEmpty(
                        findings, source, i + 1L, rule.apply(source.lines().get(i)));
            }
        }
        return findings;
    }

    /** What a rule says to one node of the syntax tree; empty when it finds nothing. */
    private static <T extends Tree> List<Finding> perNode(
            List<JavaSource> sources, Class<T> kind, BiFunction<JavaSource, T, String> rule) {
        List<Finding> findings = new ArrayList<>();
        for (JavaSource source : sources) {
            for (T node : nodes(source, kind)) {
                addUnlessEmpty(findings, source, source.firstLine(node), rule.apply(source, node));
            }
        }
        return findings;
    }

    static <T extends Tree> List<T> nodes(JavaSource source, Class<T> kind) {
        List<T> nodes = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree node, @Nullable Void nothing) {
                if (kind.isInstance(node)) {
                    nodes.add(kind.cast(node));
                }
                return super.scan(node, null);
            }
        }.scan(source.tree(), null);
        return nodes;
    }

    private static void addUnlessEmpty(List<Finding> findings, JavaSource source, long line, String what) {
        if (!what.isEmpty()) {
            findings.add(new Finding(source.path(), line, what));
        }
    }
}
