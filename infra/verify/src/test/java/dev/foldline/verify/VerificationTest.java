package dev.foldline.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.DomainRecords;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class VerificationTest {

    private static final VerifyTarget NOWHERE = new VerifyTarget(
            "127.0.0.1:1", "jdbc:postgresql://127.0.0.1:1/none", "http://127.0.0.1:1", "", Duration.ZERO);

    @Test
    void everyShippedViewIsCompared() {
        Set<String> shipped = new TreeSet<>();
        DomainRecords.all().forEach(domain -> shipped.addAll(domain.views().keySet()));

        assertThat(new Verification(NOWHERE, VerifyProgress.NONE).viewNames())
                .containsExactlyInAnyOrderElementsOf(shipped);
    }
}
