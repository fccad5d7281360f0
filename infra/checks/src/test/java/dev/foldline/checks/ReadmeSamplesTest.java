package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.stream.AggregateTypes;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.avro.Schema;
import org.apache.avro.compiler.specific.SpecificCompiler;
import org.apache.avro.generic.GenericData;
import org.apache.avro.idl.IdlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README and the guides show as code can be copied: it compiles, against the records of the IDL that the
 * guides show. The README repeats a part of the guides' sample, so it is compiled by itself.
 */
class ReadmeSamplesTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern IDL = Pattern.compile("(?ms)^```\\n(namespace .*?)^```$");

    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final Map<String, String> TEXTS = Repository.textFiles();

    private static final String README = TEXTS.getOrDefault("README.md", "");

    private static final String GUIDES = TEXTS.entrySet().stream()
            .filter(file -> file.getKey().matches("infra/guides/[a-z-]+\\.md"))
            .map(Map.Entry::getValue)
            .collect(Collectors.joining("\n"));

    @Test
    void everyJavaSampleCompiles(@TempDir Path folder) throws IOException {
        assertThat(blocks(JAVA, GUIDES))
                .anyMatch(sample -> sample.contains("CommandClient.open"))
                .anyMatch(sample -> sample.contains("KafkaConsumer<"))
                .anyMatch(sample -> sample.contains("implements Decider<"))
                .anyMatch(sample -> sample.contains("implements AggregateType<"))
                .anyMatch(sample -> sample.contains("implements Projection<"))
                .anyMatch(sample -> sample.contains("implements ReadModel<"));
        assertThat(compile(folder, GUIDES)).isEmpty();
    }

    @Test
    void everyJavaSampleOfTheReadmeCompiles(@TempDir Path folder) throws IOException {
        assertThat(blocks(JAVA, README))
                .anyMatch(sample -> sample.contains("CommandClient.open"))
                .anyMatch(sample -> sample.contains("implements Decider<"));
        assertThat(compile(folder, README)).isEmpty();
    }

    /** The command line and projection-service have no class of command-service. */
    @Test
    void theSchemasOfTheSampleDomainLoadWithoutCommandService(@TempDir Path folder) throws Exception {
        assertThat(compile(folder, GUIDES)).isEmpty();
        URI commandService = AggregateTypes.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        List<URL> classPath = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            if (!Path.of(entry).equals(Path.of(commandService))) {
                classPath.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass(AggregateTypes.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
            Object records = loader.loadClass("com.example.voucher.VoucherRecords")
                    .getConstructor()
                    .newInstance();
            assertThat(records.getClass().getMethod("commands").invoke(records)).isNotNull();
        }
    }

    @Test
    void theTestOfTheSampleViewPasses(@TempDir Path folder) throws Exception {
        assertThat(compile(folder, GUIDES)).isEmpty();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            // Avro looks for the class of a record there.
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> test = loader.loadClass("com.example.voucher.VoucherBalancesTest");
            Constructor<?> constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method method = test.getDeclaredMethod("aVoucherIsShownUntilItIsRedeemed");
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static List<String> blocks(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static List<Schema> records() throws IOException {
        List<Schema> records = new ArrayList<>();
        for (String idl : blocks(IDL, GUIDES)) {
            records.addAll(new IdlReader()
                    .parse(new ByteArrayInputStream(idl.getBytes(StandardCharsets.UTF_8)))
                    .getNamedSchemas()
                    .values());
        }
        return records;
    }

    /** With the settings that the guide to domains names. */
    private static List<Path> generateRecords(Path folder) throws IOException {
        SpecificCompiler compiler = new SpecificCompiler(records());
        compiler.setStringType(GenericData.StringType.String);
        compiler.compileToDestination(null, folder.toFile());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Compiles the samples of a text and their records into a folder; gives the errors. */
    private static List<String> compile(Path folder, String text) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", CLASS_PATH);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            List<JavaFileObject> sources = new ArrayList<>();
            files.getJavaFileObjectsFromPaths(generateRecords(folder)).forEach(sources::add);
            blocks(JAVA, text).forEach(sample -> sources.add(new Sample(sample)));
            compiler.getTask(null, files, diagnostics, options, null, sources).call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Diagnostic::toString)
                .toList();
    }

    private static final class Sample extends SimpleJavaFileObject {

        private final String content;

        Sample(String content) {
            super(URI.create("text:///page.md"), Kind.SOURCE);
            this.content = content;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }

        /** A sample shows in one block what a user writes as one file for each type. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }
    }
}
