package dev.foldline.projection.topology;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {

    private static final int REPLACEMENTS_MAX = 3;

    private final FailurePolicy policy = new FailurePolicy("account-balances", REPLACEMENTS_MAX);

    @Test
    void anEventThatCannotBeAppliedEndsTheProjectionWithItsOwnLine() {
        StreamsException wrapped =
                new StreamsException("task 0_3", new UnappliedEventException("events-3 offset 7: no", null));

        assertThat(policy.handle(wrapped)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.lastError()).isEqualTo("events-3 offset 7: no");
    }

    @Test
    void anUnknownFailureEndsTheProjection() {
        assertThat(policy.handle(new StreamsException("oops", new IllegalStateException("bug"))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.lastError()).isEqualTo("IllegalStateException: bug");
    }

    @Test
    void aFailureThatMayPassReplacesTheThreadUntilTheLimit() {
        StreamsException timeout = new StreamsException(new TimeoutException("broker is slow"));

        for (int i = 0; i < REPLACEMENTS_MAX; i++) {
            assertThat(policy.handle(timeout)).isEqualTo(REPLACE_THREAD);
        }
        assertThat(policy.handle(timeout)).isEqualTo(SHUTDOWN_CLIENT);
    }
}
