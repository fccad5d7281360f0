package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCountsTest {

    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path root;

    @Test
    void theClosingLineSaysHowManyTestsOfAllModulesRanAndHowTheyEnded() throws IOException {
        report(
                "schemas/target/surefire-reports/TEST-a.xml",
                START,
                "tests=\"5\" errors=\"1\" skipped=\"2\" failures=\"0\"");
        report(
                "infra/e2e/target/failsafe-reports/TEST-b.xml",
                START,
                "tests=\"3\" errors=\"0\" skipped=\"0\" failures=\"1\"");

        assertThat(TestCounts.since(START, root).line("verify", Duration.ofSeconds(512)))
                .isEqualTo("tier verify: 8 tests, 2 failed, 2 skipped, 512 s");
    }

    @Test
    void reportsOfAnEarlierBuildDoNotCount() throws IOException {
        report("schemas/target/surefire-reports/TEST-a.xml", START.minusMillis(1), "tests=\"5\"");

        assertThat(TestCounts.since(START, root).tests()).isZero();
    }

    @Test
    void whatElseLiesBesideTheReportsDoesNotCount() throws IOException {
        report("schemas/target/failsafe-reports/failsafe-summary.xml", START, "");
        report("schemas/target/classes/TEST-a.xml", START, "");

        assertThat(TestCounts.since(START, root).suites()).isZero();
    }

    private void report(String path, Instant written, String attributes) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"a\" time=\"1.5\" " + attributes + "/>");
        Files.setLastModifiedTime(file, FileTime.from(written));
    }
}
