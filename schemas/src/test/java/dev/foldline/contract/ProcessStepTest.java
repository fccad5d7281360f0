package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ProcessStepTest {

    private static final ProcessStep STEP = new ProcessStep("transfer", "withdraw", "t/17 é");

    @Test
    void whatTheHeaderSaysIsReadBackWhateverTheProcessIsCalled() {
        assertThat(STEP.text()).isEqualTo("transfer/withdraw/t/17 é");
        assertThat(ProcessStep.read(headers(STEP.text()))).isEqualTo(STEP);
        assertThat(ProcessStep.read(headers("transfer/withdraw/")))
                .isEqualTo(new ProcessStep("transfer", "withdraw", ""));
    }

    @Test
    void aHeaderThatNamesNoStepIsNone() {
        assertThat(ProcessStep.read(new RecordHeaders())).isNull();
        assertThat(ProcessStep.read(new RecordHeaders().add(HeaderNames.PROCESS, null)))
                .isNull();
        assertThat(ProcessStep.read(headers("transfer"))).isNull();
        assertThat(ProcessStep.read(headers("transfer/withdraw"))).isNull();
    }

    @Test
    void aProcessBelongsToOneManager() {
        assertThat(ProcessStep.isOf("transfer", headers(STEP.text()))).isTrue();
        assertThat(ProcessStep.isOf("trans", headers(STEP.text()))).isFalse();
        assertThat(ProcessStep.isOf("transfer", new RecordHeaders())).isFalse();
    }

    @Test
    void aStepHasOneCommandIdForEver() {
        assertThat(STEP.commandId()).isEqualTo(new ProcessStep("transfer", "withdraw", "t/17 é").commandId());
        assertThat(STEP.commandId().version()).isEqualTo(5);
        assertThat(new ProcessStep("transfer", "withdraw", "t-1").commandId())
                .isEqualTo(UUID.fromString("a76995da-42e3-5f1d-81c2-4b49a7c7f9d2"));
        assertThat(STEP.commandId()).isNotEqualTo(new ProcessStep("transfer", "deposit", "t/17 é").commandId());
    }

    private static Headers headers(String process) {
        return new RecordHeaders().add(HeaderNames.PROCESS, process.getBytes(StandardCharsets.UTF_8));
    }
}
