package dev.foldline.bench.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.account.DepositMoney;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A step that does nothing, or fails, would look fast. */
final class CommandStepsTest {

    private final CommandSteps steps = new CommandSteps();

    @BeforeEach
    void prepare() throws Exception {
        steps.prepare();
    }

    @Test
    void eachStepDoesWhatItsNameSays() throws Exception {
        assertThat(steps.decode()).isEqualTo(new DepositMoney(250L, "salary", "EUR"));
        assertThat(steps.decide()).asString().contains("Accepted", "Deposited", "account-4711");
        assertThat(steps.evolve()).asString().contains("1250");
        assertThat(new String(steps.encode(), StandardCharsets.UTF_8)).contains("account-4711", "salary");
        long before = steps.copiedBytes();
        while (steps.copiedBytes() == before) {
            steps.copyRow();
        }
    }

    @Test
    void jmhFindsEachOfThem() throws IOException {
        try (InputStream list = CommandSteps.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8))
                    .contains("decode", "decide", "evolve", "encode", "copyRow");
        }
    }
}
