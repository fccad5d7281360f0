package dev.foldline.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.stack.server.Installation;
import dev.foldline.testing.TestTimeouts;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of the guide to domains, as its reader builds and runs it; nothing of it is on this class path. */
@Tag("soak")
class SampleProjectIT {

    private static final String GUIDE = "infra/guides/domains.md";

    /** The files of the project, each by how its block in the guide begins. */
    private static final Map<String, String> FILES = Map.of(
            "pom.xml", "<project ",
            "src/main/avro/voucher.avdl", "namespace com.example.voucher;",
            "src/main/java/com/example/voucher/VoucherDecider.java",
                    "package com.example.voucher;\n\nimport dev.foldline.domain.Decider;",
            "src/main/java/com/example/voucher/VoucherDomain.java",
                    "package com.example.voucher;\n\nimport dev.foldline.domain.AggregateType;",
            "src/main/resources/META-INF/services/dev.foldline.domain.Domain", "com.example.voucher.VoucherDomain",
            "src/test/java/com/example/voucher/VoucherTest.java",
                    "package com.example.voucher;\n\nimport dev.foldline.domain.spec.DeciderSpec;");

    /** A build, or the start of a stack. */
    private static final Duration LONG_MAX = TestTimeouts.PROCESS.multipliedBy(3);

    private static final Set<String> NOT_COPIED = Set.of("target", ".git", ".foldline");

    private final Path home = Installation.find().home();

    @TempDir
    private Path folder;

    @Test
    void theProjectOfTheGuideIsBuiltFromWhatInstallInstallsAndRunsAndIsVerified() throws Exception {
        Path clone = folder.resolve("foldline");
        copy(home, clone);
        Map<String, String> maven = Map.of("MAVEN_ARGS", localRepository());
        run(maven, cli(clone, "", "install"));

        Path project = writeProject(folder.resolve("voucher"));
        run(maven, List.of(clone.resolve("mvnw").toString(), "-q", "-B", "-f", project + "/pom.xml", "package"));
        Path target = project.resolve("target");
        assertThat(target.resolve("surefire-reports/TEST-com.example.voucher.VoucherTest.xml"))
                .content()
                .contains("tests=\"2\"", "failures=\"0\"");
        Path jar = target.resolve("voucher-1.0.jar");
        try (ZipFile built = new ZipFile(jar.toFile())) {
            assertThat(built.stream().map(Object::toString))
                    .contains("META-INF/services/dev.foldline.domain.Domain")
                    .noneMatch(entry -> entry.startsWith("org/apache/avro") || entry.startsWith("dev/foldline"));
        }

        runOnAStack(target, jar);
    }

    /** As {@code ./foldline} starts it, with the folder of domains on the class path too. */
    private void runOnAStack(Path domains, Path jar) throws Exception {
        String path = File.pathSeparator + jar;
        String data = "--data=" + folder.resolve("data");
        Path output = folder.resolve("up.txt");
        ProcessBuilder builder = new ProcessBuilder(cli(home, path, "up", data))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("FOLDLINE_DOMAINS", domains.toString());
        Process up = builder.start();
        try {
            Awaitility.await("up")
                    .atMost(LONG_MAX)
                    .until(() -> !up.isAlive() || Files.readString(output).contains("Foldline is up"));
            assertThat(output).content().contains("account, conference, order, transfer, voucher");
            run(Map.of(), cli(home, path, "send", "voucher.IssueVoucher", "v-1", "{\"amountMinor\":500}", data));
            assertThat(run(Map.of(), cli(home, path, "verify", data)))
                    .contains("view voucher-balances equals its author's fold of the table: 1 rows folded")
                    .contains("all are ok");
            assertThat(run(Map.of(), cli(home, path, "view", "voucher-balances", "v-1", data)))
                    .contains("\"leftMinor\" : 500");
            assertThat(run(Map.of(), cli(home, "", "verify", data)))
                    .contains("not checked: voucher-balances (no domain in FOLDLINE_DOMAINS has this view)");
        } finally {
            up.destroy();
            assertThat(up.waitFor(LONG_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    /** An empty one in front, where install puts what it builds; the rest is taken from the usual one. */
    private String localRepository() throws Exception {
        String jar = Path.of(Test.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String usual = jar.substring(0, jar.indexOf("/org/junit/"));
        return "-Dmaven.repo.local=" + folder.resolve("repository") + " -Dmaven.repo.local.tail=" + usual;
    }

    private static List<String> cli(Path home, String moreClassPath, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                "-Dfoldline.home=" + home,
                "-cp",
                System.getProperty("java.class.path") + moreClassPath,
                "dev.foldline.cli.FoldlineCommand"));
        command.addAll(List.of(arguments));
        return command;
    }

    private String run(Map<String, String> environment, List<String> command) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LONG_MAX.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ended", command.getLast())
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private Path writeProject(Path project) throws IOException {
        String guide = Files.readString(home.resolve(GUIDE));
        Matcher blocks = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```$").matcher(guide);
        List<String> contents = blocks.results().map(block -> block.group(1)).toList();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            List<String> content = contents.stream()
                    .filter(block -> block.startsWith(file.getValue()))
                    .toList();
            assertThat(content).as(file.getKey()).hasSize(1);
            Path path = project.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, content.getFirst());
        }
        return project;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (NOT_COPIED.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
