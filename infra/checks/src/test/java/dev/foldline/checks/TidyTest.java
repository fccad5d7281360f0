package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every Java file of the repository is within the limits of size, and every test keeps the habits. */
class TidyTest {

    private static final List<JavaSource> SOURCES = JavaSource.ofRepository();

    @Test
    void everyModuleIsLookedAt() {
        assertThat(SOURCES)
                .extracting(JavaSource::path)
                .anyMatch(path -> path.startsWith("schemas/src/main/"))
                .anyMatch(path -> path.startsWith("command-service/src/main/"))
                .anyMatch(path -> path.startsWith("projection-service/src/main/"))
                .anyMatch(path -> path.startsWith("infra/checks/src/test/"))
                .noneMatch(path -> path.contains("/target/"));
    }

    @Test
    void filesAreShort() {
        assertThat(TidyRules.longFiles(SOURCES)).isEmpty();
    }

    @Test
    void linesAreShort() {
        assertThat(TidyRules.longLines(SOURCES)).isEmpty();
    }

    @Test
    void methodsAreShort() {
        assertThat(TidyRules.longMethods(SOURCES)).isEmpty();
    }

    @Test
    void parametersAreFew() {
        assertThat(TidyRules.manyParameters(SOURCES)).isEmpty();
    }

    @Test
    void packagesAreSmall() {
        assertThat(TidyRules.largePackages(SOURCES)).isEmpty();
    }

    @Test
    void everyTestIsRun() {
        assertThat(TidyRules.testsThatDoNotRun(SOURCES)).isEmpty();
    }

    @Test
    void testsThatStartServersAreIntegrationTestsAndNoOthersAre() {
        assertThat(TierRules.testsInTheWrongTier(SOURCES)).isEmpty();
    }

    @Test
    void noTestIsDisabled() {
        assertThat(TidyRules.disabledTests(SOURCES)).isEmpty();
    }

    @Test
    void noTestSleeps() {
        assertThat(TidyRules.sleepingTests(SOURCES)).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(TidyRules.unfinished(SOURCES)).isEmpty();
    }
}
