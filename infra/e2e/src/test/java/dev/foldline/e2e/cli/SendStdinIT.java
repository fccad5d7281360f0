package dev.foldline.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldline.cli.FoldlineCommand;
import dev.foldline.contract.Topics;
import dev.foldline.e2e.SharedStack;
import dev.foldline.setup.PipelineSetup;
import dev.foldline.stack.Endpoints;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Installation;
import dev.foldline.testing.TestTimeouts;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./foldline send --stdin} as a process. */
@ExtendWith(SharedStack.class)
class SendStdinIT {

    private static final int TIMEOUT_S = 5;
    private static final int PARTITIONS = 2;

    @TempDir
    private Path folder;

    @Test
    void withTheBrokerGoneItStopsAtTheFirstLineThatCannotBeSentAndSaysWhatBecameOfTheOthers() throws Exception {
        Path data = folder.resolve("data");
        try (LocalStack stack =
                LocalStack.start(StackOptions.in(data).serversOnly().brief(), _ -> {})) {
            Endpoints endpoints = stack.endpoints();
            PipelineSetup.run(
                    endpoints.bootstrapServers(), endpoints.registryUrl(), Topics.DEFAULT, PARTITIONS, (short) 1);
            Process send = start("--no-wait", "--timeout", String.valueOf(TIMEOUT_S), "--data", data.toString());
            try (BufferedWriter lines = send.outputWriter();
                    BufferedReader answers = send.inputReader()) {
                write(lines, "account-1");
                assertThat(answers.readLine()).contains("account-1").contains("SENT");

                stack.process("kafka").kill();
                write(lines, "account-2");
                assertThat(answers.readLine()).contains("account-2").contains("was not confirmed by Kafka");
                assertThat(answers.readLine()).as("a further answer").isNull();

                assertThat(send.waitFor(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                send.destroyForcibly();
            }
            assertThat(send.exitValue()).isEqualTo(1);
            assertThat(folder.resolve("stderr"))
                    .content()
                    .startsWith("foldline: stopped after line 2: 1 commands sent and answered,")
                    .contains(" 0 not sent, 1 unknown, which may be sent again under the same command id;")
                    .contains("first error: line 2: account-2: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void oneCommandIdForTwoAggregatesGivesEachLineTheResultOfItsOwn(LocalStack shared) throws Exception {
        shared.endpoints().write(folder.resolve(Endpoints.FILE_NAME));
        UUID commandId = UUID.randomUUID();
        String opened = "stdin-opened-" + commandId;
        String unknown = "stdin-unknown-" + commandId;

        Process send = start("--data", folder.toString());
        try {
            try (BufferedWriter lines = send.outputWriter()) {
                lines.write(line("OpenAccount", opened, commandId, "{\"owner\":\"Ada\",\"currency\":\"EUR\"}"));
                lines.write(line("DepositMoney", unknown, commandId, "{\"amountMinor\":500}"));
            }
            List<JsonNode> answers = new ArrayList<>();
            for (String answer : send.inputReader().lines().toList()) {
                answers.add(new ObjectMapper().readTree(answer));
            }
            assertThat(answers)
                    .extracting(
                            answer -> answer.path("commandId").asText(),
                            answer -> answer.path("aggregateId").asText(),
                            answer -> answer.path("status").asText(),
                            answer -> answer.path("errorCode").asText())
                    .containsExactly(
                            tuple(commandId.toString(), opened, "ACCEPTED", ""),
                            tuple(commandId.toString(), unknown, "REJECTED", "aggregate-not-found"));
            assertThat(send.waitFor(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            send.destroyForcibly();
        }
        assertThat(send.exitValue()).isEqualTo(FoldlineCommand.REJECTED);
    }

    private Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.foldline.cli.FoldlineCommand",
                "send",
                "--stdin"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
    }

    private static String line(String type, String aggregateId, UUID commandId, String data) {
        return "{\"type\":\"account." + type + "\",\"aggregateId\":\"" + aggregateId + "\",\"commandId\":\"" + commandId
                + "\",\"data\":" + data + "}\n";
    }

    private static void write(BufferedWriter lines, String aggregateId) throws IOException {
        lines.write("{\"type\":\"account.DepositMoney\",\"aggregateId\":\"" + aggregateId
                + "\",\"data\":{\"amountMinor\":500}}\n");
        lines.flush();
    }
}
