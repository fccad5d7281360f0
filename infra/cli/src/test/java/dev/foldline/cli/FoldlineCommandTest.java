package dev.foldline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class FoldlineCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            FoldlineCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void everySubcommandHasHelp() {
        assertThat(commandLine.getSubcommands()).isNotEmpty();
        commandLine.getSubcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .forEach(name -> assertThat(commandLine.execute(name, "--help"))
                        .as("%s --help", name)
                        .isEqualTo(FoldlineCommand.OK));
        assertThat(commandLine.execute("--help")).isEqualTo(FoldlineCommand.OK);
        assertThat(out.toString()).contains("Exit codes:");
    }

    @Test
    void theVersionNamesFoldlineAndJava() {
        assertThat(commandLine.execute("--version")).isEqualTo(FoldlineCommand.OK);
        assertThat(out.toString()).startsWith("foldline ").contains("Java 25");
    }

    @Test
    void noCommandIsWrongUse() {
        assertThat(commandLine.execute()).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(err.toString()).contains("Missing command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=x", "--port=-1", "--port=65535", "--partitions=0", "--nonsense"})
    void aWrongOptionOfUpIsWrongUse(String option) {
        assertThat(commandLine.execute("up", option)).isEqualTo(FoldlineCommand.WRONG_USE);
    }

    @Test
    void anExceptionIsOneLineOnStderrAndExitCodeOne() {
        commandLine.addSubcommand(new Failing()).setErr(new PrintWriter(err));
        assertThat(commandLine.execute("fail")).isEqualTo(FoldlineCommand.FAILED);
        assertThat(err.toString().lines()).containsExactly("foldline: it broke because of that");
    }

    @Command(name = "fail")
    private static final class Failing implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("it broke\n  because of that");
        }
    }
}
