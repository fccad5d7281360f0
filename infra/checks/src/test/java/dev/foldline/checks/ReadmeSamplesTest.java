package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n((?:package|import) .*?)^```$");
    private static final Pattern IDL = Pattern.compile("(?ms)^```\\n(namespace .*?)^```$");

    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /** What {@code foldline-domain-api} brings an author. */
    private static final String DOMAIN_API = Stream.of(CLASS_PATH.split(File.pathSeparator, -1))
            .filter(entry -> entry.contains("domain-api")
                    || Path.of(entry)
                            .getFileName()
                            .toString()
                            .matches("(avro|jackson-(core|databind|annotations)|jspecify)-[0-9.]+.*jar"))
            .collect(Collectors.joining(File.pathSeparator));

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
                .anyMatch(sample -> sample.contains("implements Domain "))
                .anyMatch(sample -> sample.contains(".rowKeys("))
                .anyMatch(sample -> sample.contains("ReadModel.table("))
                .anyMatch(sample -> sample.contains("new Migration<>("));
        assertThat(compile(folder, GUIDES)).isEmpty();
    }

    @Test
    void everyJavaSampleOfTheReadmeCompiles(@TempDir Path folder) throws IOException {
        assertThat(blocks(JAVA, README))
                .anyMatch(sample -> sample.contains("CommandClient.open"))
                .anyMatch(sample -> sample.contains("implements Decider<"));
        assertThat(compile(folder, README)).isEmpty();
    }

    /** An author needs nothing else, and no process has more than this to load a domain with. */
    @Test
    void theVoucherDomainCompilesAgainstDomainApiWithAvroAloneAndHasAtMost60Lines(@TempDir Path folder)
            throws IOException {
        String page = TEXTS.getOrDefault("infra/guides/domains.md", "");
        List<String> domain = blocks(JAVA, page).stream()
                .filter(sample -> !sample.contains("org.junit"))
                .toList();
        assertThat(domain).hasSize(2);
        assertThat(domain.stream().flatMap(String::lines)).hasSizeLessThanOrEqualTo(60);
        assertThat(compile(folder, domain, DOMAIN_API)).isEmpty();
    }

    @Test
    void theTestOfTheVoucherPasses(@TempDir Path folder) throws Exception {
        assertThat(compile(folder, GUIDES)).isEmpty();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            // Avro looks for the class of a record there.
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> test = loader.loadClass("com.example.voucher.VoucherTest");
            for (String name : List.of("aVoucherIsRedeemedOnce", "aRedeemedVoucherLeavesTheView")) {
                Constructor<?> constructor = test.getDeclaredConstructor();
                constructor.setAccessible(true);
                Method method = test.getDeclaredMethod(name);
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
            }
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
        return compile(folder, blocks(JAVA, text), CLASS_PATH);
    }

    private static List<String> compile(Path folder, List<String> samples, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", classPath);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            List<JavaFileObject> sources = new ArrayList<>();
            files.getJavaFileObjectsFromPaths(generateRecords(folder)).forEach(sources::add);
            samples.forEach(sample -> sources.add(new Sample(sample)));
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
