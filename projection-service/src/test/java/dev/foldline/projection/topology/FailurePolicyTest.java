package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {

    private static final int REPLACEMENTS_MAX = 3;

    private final FailurePolicy policy = new FailurePolicy("account-balances", REPLACEMENTS_MAX);

    @Test
    void anUnknownFailureEndsTheProjection() {
        assertThat(policy.handle(new StreamsException("oops", new IllegalStateException("bug"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(policy.lastError()).isEqualTo("IllegalStateException: bug");
    }

    @Test
    void aFailureThatMayPassReplacesTheThreadUntilTheLimit() {
        StreamsException timeout = new StreamsException(new TimeoutException("broker is slow"));

        for (int i = 0; i < REPLACEMENTS_MAX; i++) {
            assertThat(policy.handle(timeout)).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(policy.handle(timeout)).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }
}
