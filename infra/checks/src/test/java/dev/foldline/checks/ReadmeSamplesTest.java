package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

/** What the README shows as code can be copied: it compiles, against the records of the IDL that stands beside it. */
class ReadmeSamplesTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern IDL = Pattern.compile("(?ms)^```\\n(namespace .*?)^```$");

    private static final String README = Repository.textFiles().getOrDefault("README.md", "");

    @Test
    void everyJavaSampleCompiles(@TempDir Path folder) throws IOException {
        List<String> samples = blocks(JAVA);
        assertThat(samples)
                .anyMatch(sample -> sample.contains("CommandClient.open"))
                .anyMatch(sample -> sample.contains("KafkaConsumer<"))
                .anyMatch(sample -> sample.contains("implements Decider<"))
                .anyMatch(sample -> sample.contains("implements AggregateType<"));

        List<Schema> records = records();
        assertThat(records).extracting(Schema::getName).contains("IssueVoucher", "VoucherRedeemed");
        assertThat(compile(generate(records, folder), samples, folder)).isEmpty();
    }

    private static List<String> blocks(Pattern pattern) {
        return pattern.matcher(README)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static List<Schema> records() throws IOException {
        List<Schema> records = new ArrayList<>();
        for (String idl : blocks(IDL)) {
            records.addAll(new IdlReader()
                    .parse(new ByteArrayInputStream(idl.getBytes(StandardCharsets.UTF_8)))
                    .getNamedSchemas()
                    .values());
        }
        return records;
    }

    /** With the settings that the README names. */
    private static List<Path> generate(List<Schema> records, Path folder) throws IOException {
        SpecificCompiler compiler = new SpecificCompiler(records);
        compiler.setStringType(GenericData.StringType.String);
        compiler.compileToDestination(null, folder.toFile());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** Compiles the samples together with the generated files; gives the errors. */
    private static List<String> compile(List<Path> generated, List<String> samples, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            List<JavaFileObject> sources = new ArrayList<>();
            files.getJavaFileObjectsFromPaths(generated).forEach(sources::add);
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
            super(URI.create("text:///README.md"), Kind.SOURCE);
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
