package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.stack.Endpoints;
import dev.foldline.testing.TestTimeouts;
import dev.foldline.verify.Verification;
import dev.foldline.verify.VerifyProgress;
import dev.foldline.verify.VerifyTarget;
import dev.foldline.verify.check.CheckReport;
import java.util.List;

/** What must be true of a pipeline whatever has happened to it. */
public final class Pipeline {

    private Pipeline() {}

    /** Fails unless {@code verify} finds nothing wrong in all that the pipeline has ever done. */
    public static void assertClean(Endpoints endpoints) {
        VerifyTarget target = new VerifyTarget(
                endpoints.bootstrapServers(),
                endpoints.jdbcUrl(),
                endpoints.registryUrl(),
                endpoints.queryUrl(),
                TestTimeouts.PROCESS);
        List<CheckReport> checks = new Verification(target, VerifyProgress.NONE).run();
        assertThat(checks)
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.ok()).as(check.line()).isTrue());
    }
}
