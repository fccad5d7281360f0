package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Made-up tests in the wrong tier are found, also when it is a class beside them that starts the server. */
class TierRulesTest {

    private final Map<String, String> files = new TreeMap<>();

    @Test
    void findsATestThatStartsAStack() {
        add("MadeTest", "class MadeTest { Object stack = LocalStack.start(null, null); }");
        assertThat(findings()).containsExactly(starts("MadeTest"));
    }

    @Test
    void findsATestThatStartsAProcess() {
        add(
                "MadeTest",
                "class MadeTest { Process process() throws Exception { return new ProcessBuilder().start(); } }");
        assertThat(findings()).containsExactly(starts("MadeTest"));
    }

    @Test
    void findsATestThatRunsACommandOnAStackOfItsOwn() {
        add("MadeTest", "class MadeTest { int code = commandLine.execute(\"torture\", \"--json\"); }");
        add("OtherTest", "class OtherTest { int code = commandLine.execute(\"verify\", \"--json\"); }");
        assertThat(findings()).containsExactly(starts("MadeTest"));
    }

    @Test
    void findsATestThatStartsAServerThroughClassesBesideIt() {
        add("Server", "class Server { static final Object ONE = EmbeddedPostgres.start(); }");
        add("Fixture", "class Fixture { Object server = Server.ONE; }");
        add("MadeTest", "class MadeTest { Fixture fixture = new Fixture(); }");
        add("MadeIT", "class MadeIT { Fixture fixture = new Fixture(); }");
        assertThat(findings()).containsExactly(starts("MadeTest"));
    }

    @Test
    void findsAnIntegrationTestThatStartsNone() {
        add("MadeIT", "class MadeIT { @Test void adds() {} }");
        assertThat(findings()).containsExactly(startsNone("MadeIT"));
    }

    @Test
    void aClassOfTheSameNameInAnotherModuleIsAnother() {
        add("Server", "class Server { static final Object ONE = EmbeddedPostgres.start(); }");
        files.put("n/src/test/java/p/MadeTest.java", "class MadeTest { Object server = Server.ONE; }");
        assertThat(findings()).isEmpty();
    }

    private void add(String type, String text) {
        files.put(path(type), text);
    }

    private static String starts(String type) {
        return path(type) + ":1: a test that starts a server or a process: it is an *IT";
    }

    private static String startsNone(String type) {
        return path(type) + ":1: starts neither a server nor a process: it is a *Test";
    }

    private static String path(String type) {
        return "m/src/test/java/p/" + type + ".java";
    }

    private List<String> findings() {
        return TierRules.testsInTheWrongTier(JavaSource.parse(files)).stream()
                .map(Finding::toString)
                .toList();
    }
}
