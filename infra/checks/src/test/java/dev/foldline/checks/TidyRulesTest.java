package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules find each kind of fault in made-up files, at its line, and leave what is just within a limit alone. */
class TidyRulesTest {

    private static final String TEST_FILE = "m/src/test/java/p/Made.java";

    @Test
    void findsAFileThatIsTooLong() {
        assertThat(TidyRules.longFiles(file("class Made {\n" + "\n".repeat(398) + "}\n")))
                .isEmpty();
        assertThat(TidyRules.longFiles(file("class Made {\n" + "\n".repeat(399) + "}\n")))
                .containsExactly(new Finding(TEST_FILE, 401, "file: 401, limit 400"));
    }

    @Test
    void findsALineThatIsTooLong() {
        assertThat(TidyRules.longLines(file("class Made {\n//" + "ä".repeat(118) + "\n}")))
                .isEmpty();
        assertThat(TidyRules.longLines(file("class Made {\n//" + "ä".repeat(119) + "\n}")))
                .containsExactly(new Finding(TEST_FILE, 2, "line: 121, limit 120"));
    }

    @Test
    void findsAMethodThatIsTooLong() {
        assertThat(TidyRules.longMethods(file("class Made {\nvoid run() {\n" + ";\n".repeat(58) + "}\n}")))
                .isEmpty();
        assertThat(TidyRules.longMethods(file("class Made {\n@Deprecated\nvoid run() {\n" + ";\n".repeat(58) + "}\n}")))
                .containsExactly(new Finding(TEST_FILE, 2, "run(): 61, limit 60"));
    }

    @Test
    void findsTooManyParameters() {
        assertThat(TidyRules.manyParameters(file("record Made(int a, int b, int c, int d, int e, int f) { Made {} }")))
                .isEmpty();
        assertThat(TidyRules.manyParameters(file("""
                class Made {
                    void five(int a, int b, int c, int d, int e) {}
                    void six(int a, int b, int c, int d, int e, int f) {}
                    Made(int a, int b, int c, int d, int e, int f) {}
                }""")))
                .extracting(Finding::toString)
                .containsExactly(
                        TEST_FILE + ":3: parameters of six(): 6, limit 5",
                        TEST_FILE + ":4: parameters of <init>(): 6, limit 5");
    }

    @Test
    void findsAPackageWithTooManyFiles() {
        Map<String, String> files = new TreeMap<>();
        for (int i = 1; i <= 16; i++) {
            files.put("m/src/main/java/p/C" + i + ".java", "class C" + i + " {}");
        }
        assertThat(TidyRules.largePackages(JavaSource.parse(files))).isEmpty();
        files.put("m/src/main/java/p/C17.java", "class C17 {}");
        assertThat(TidyRules.largePackages(JavaSource.parse(files)))
                .containsExactly(new Finding("m/src/main/java/p", 1, "files: 17, limit 16"));
    }

    @Test
    void findsTestsThatNeitherSurefireNorFailsafeRuns() {
        assertThat(TidyRules.testsThatDoNotRun(file("""
                class MadeSpec {
                    @Test void left() {}
                    void notATest() {}
                }
                class MadeTest {
                    @Test void run() {}
                    @Nested class Inner { @Test void runToo() {} }
                    class Forgotten { @ParameterizedTest void leftToo() {} }
                }
                class MadeIT {
                    @Test void runOnServers() {}
                }
                interface StoreContract {
                    @Test default void runByThoseThatExtendIt() {}
                }
                class PlainContract {
                    @org.junit.jupiter.api.Test void leftAsWell() {}
                }""")))
                .extracting(Finding::toString)
                .containsExactly(
                        TEST_FILE + ":2: neither Surefire nor Failsafe runs MadeSpec.left()",
                        TEST_FILE + ":8: neither Surefire nor Failsafe runs Forgotten.leftToo()",
                        TEST_FILE + ":17: neither Surefire nor Failsafe runs PlainContract.leftAsWell()");
    }

    @Test
    void findsTestsThatAreDisabled() {
        assertThat(TidyRules.disabledTests(file("class MadeTest {\n@Disabled(\"flaky\") void broken() {}\n}")))
                .extracting(Finding::line)
                .containsExactly(2L);
    }

    @Test
    void findsTestsThatSleep() {
        assertThat(TidyRules.sleepingTests(file("""
                class MadeTest {
                    void waits() throws Exception {
                        Thread.sleep(10);
                        java.util.concurrent.TimeUnit.SECONDS.sleep(1);
                        bear.sleep();
                    }
                }"""))).extracting(Finding::line).containsExactly(3L, 4L);
    }

    @Test
    void findsWhatIsUnfinished() {
        assertThat(TidyRules.unfinished(file("class Made {\n// TO" + "DO later\n}")))
                .containsExactly(new Finding(TEST_FILE, 2, "unfinished: // TO" + "DO later"));
    }

    private static List<JavaSource> file(String text) {
        return JavaSource.parse(Map.of(TEST_FILE, text));
    }
}
