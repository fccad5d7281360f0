package dev.foldline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExitCodesTest {

    private static final String NOWHERE = "--data=/nowhere";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"send", "events", "view", "verify", "dead-letters", "replay", "demo", "up"})
    void helpIsThereEverywhere(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: foldline " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "events", "view", "verify", "dead-letters", "replay", "demo"})
    void helpOfACommandShowsAnExample(String command) {
        execute(command, "--help");

        assertThat(out.toString()).contains("./foldline " + command);
    }

    @Test
    void wrongUseEndsWithTwo() {
        assertThat(execute("send")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("send", "account.Nothing", "a", "{}", NOWHERE)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("send", "account.DepositMoney", "a", "{\"amount\":1}", NOWHERE))
                .isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("send", "account.DepositMoney", "a", "{\"amountMinor\":1}", "--command-id=1"))
                .isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("send", "--stdin", "--actor=ada", NOWHERE)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("events")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("events", "a", "--limit=0")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("view")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("verify", "--wait=-1")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("demo", "--commands=0")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("replay", "--from=2026-11-21T10:15:30Z", NOWHERE)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("replay", "--into=copy", "--to=tomorrow", NOWHERE)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("replay", "--delete-first", "--partition=1", NOWHERE))
                .isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("replay", "--batch-size=0", NOWHERE)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("nothing")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(execute("--endpoints=elsewhere", "verify")).isEqualTo(FoldlineCommand.WRONG_USE);
    }

    @Test
    void wrongUseIsOneLineThatNamesTheFieldAndTheHelp() {
        execute("send", "account.DepositMoney", "a", "{\"amountMinor\":1,\"amount\":1}", NOWHERE);

        assertThat(err.toString())
                .isEqualTo(
                        "foldline: DepositMoney: unknown field amount; the fields are amountMinor, reference, currency"
                                + " (foldline send --help says how to use it)" + System.lineSeparator());
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        execute("send", "account.DepositMoney", "a", "{\"amount\":1,\"reference\":2}", NOWHERE);

        assertThat(err.toString())
                .contains("unknown field amount")
                .contains("without amountMinor (long)")
                .contains("field reference is 2, not a text");
    }

    @Test
    void helpOfACommandTypeListsItsFieldsWithTypesDefaultsAndDocumentation() {
        assertThat(execute("send", "account.OpenAccount", "--help")).isZero();
        assertThat(out.toString())
                .startsWith("account.OpenAccount: ")
                .containsPattern("\\n  owner +text +required")
                .containsPattern("\\n  initialDepositMinor +whole number +default 0 +\\w")
                .doesNotContain("Usage:");
    }

    @Test
    void helpOfATypeThatIsNotThereIsWrongUseAndNamesThoseThatAre() {
        assertThat(execute("send", "account.Nothing", "--help")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(err.toString()).contains("account.Nothing").contains("account.OpenAccount");
    }

    @ParameterizedTest
    @CsvSource({
        "aggregate, a, --at=yesterday, 'yesterday' is not a time such as 2026-11-21T10:15:30Z",
        "send, a, --command-id=1, '1' is not a UUID"
    })
    void aValueOfTheWrongFormIsToldWithoutJava(String command, String argument, String option, String message) {
        assertThat(execute(command, argument, option)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(err.toString()).contains(message).doesNotContain("java.").doesNotContain("Exception");
    }

    @Test
    void whatHasAStackOfItsOwnTakesNoOther() {
        assertThat(execute("--endpoints=compose", "demo")).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(err.toString())
                .startsWith("foldline: --endpoints is not for demo, which talks to no stack but its own");
    }

    @ParameterizedTest
    @CsvSource({
        "events, a",
        "view, account-balances",
        "verify, --json",
        "send, --stdin",
        "dead-letters, list",
        "replay, --partition=1"
    })
    void aMissingStackEndsWithOneAndOneLine(String command, String argument) {
        assertThat(execute(command, argument, NOWHERE)).isEqualTo(FoldlineCommand.FAILED);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).singleElement().asString().contains("./foldline up");
    }

    @ParameterizedTest
    @CsvSource({"ACCEPTED, 0", "REJECTED, 3", "FAILED, 4"})
    void aResultsStatusIsItsExitCode(CommandStatus status, int exit) {
        CommandResult result = CommandResult.newBuilder()
                .setCommandId("c")
                .setAggregateId("a")
                .setAggregateType("account")
                .setStatus(status)
                .setAggregateVersion(1)
                .setPartition(0)
                .setCommandOffset(0)
                .setLastPosition(1)
                .setEventCount(1)
                .setDecidedAt(Instant.EPOCH)
                .build();

        assertThat(SendAnswer.of(result).exit()).isEqualTo(exit);
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 3", "3, 4, 4", "4, 1, 1", "1, 2, 2", "3, 0, 3"})
    void ofManyLinesTheWorstCounts(int one, int other, int worst) {
        assertThat(SendLines.worse(one, other)).isEqualTo(worst);
        assertThat(SendLines.worse(other, one)).isEqualTo(worst);
    }

    private int execute(String... args) {
        CommandLine commandLine = FoldlineCommand.commandLine();
        return commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
