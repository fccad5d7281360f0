package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.internals.AbstractCoordinator;
import org.apache.kafka.clients.consumer.internals.ConsumerCoordinator;
import org.apache.kafka.clients.producer.internals.TransactionManager;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailurePolicyTest {

    private static final int REPLACEMENTS_MAX = 3;

    private final FailurePolicy policy = new FailurePolicy("account-balances", REPLACEMENTS_MAX, Duration.ZERO);

    @Test
    void anUnknownFailureEndsTheProjection() {
        assertThat(policy.handle(new StreamsException("oops", new IllegalStateException("bug"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(policy.lastError()).isEqualTo("IllegalStateException: bug");
    }

    /** A broker that died may not know how far a transaction was; a new thread begins behind the last committed one. */
    @Test
    void aTransactionThatTheBrokerHasLostReplacesTheThread() {
        List<KafkaException> lost = List.of(
                new InvalidTxnStateException("invalid state"),
                new InvalidPidMappingException("unknown"),
                new TransactionAbortableException("abort it"));

        assertThat(lost)
                .extracting(failure -> policy.handle(new StreamsException("cannot commit", failure)))
                .containsOnly(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    @Test
    void aProducerWhoseCommitTimedOutReplacesTheThread() {
        IllegalStateException refused = thrownIn(
                TransactionManager.class,
                new IllegalStateException(
                        "Cannot attempt operation `sendOffsetsToTransaction` because the previous call"
                                + " to `commitTransaction` timed out and must be retried"));

        assertThat(policy.handle(new StreamsException("cannot commit", refused)))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    @ParameterizedTest
    @ValueSource(classes = {AbstractCoordinator.class, ConsumerCoordinator.class, TransactionManager.class})
    void aCoordinatorThatAnswersWhatItsClientDoesNotExpectReplacesTheThread(Class<?> client) {
        KafkaException loading =
                thrownIn(client, new KafkaException("Unexpected error from SyncGroup: The coordinator is loading"));

        assertThat(policy.handle(new StreamsException(loading)))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    @Test
    void aRegistryThatDoesNotGiveASchemaIsWaitedForWithoutEnd() {
        RegistryUnavailableException lost = new RegistryUnavailableException("schema id 7 is another one", null);

        for (int i = 0; i < 10 * REPLACEMENTS_MAX; i++) {
            assertThat(policy.handle(new StreamsException("task failed", lost)))
                    .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(policy.lastError()).isEqualTo("schema id 7 is another one");
        assertThat(policy.handle(new StreamsException("the rest", new TimeoutException("later"))))
                .as("what is waited for does not count")
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
    }

    @Test
    void aRefusalOfTheBrokerStopsTheProjectionWhateverIsAroundIt() {
        KafkaException refused = thrownIn(
                TransactionManager.class,
                new KafkaException("in an error state", new TransactionalIdAuthorizationException("not yours")));

        assertThat(policy.handle(new StreamsException(refused)))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    private static <E extends Exception> E thrownIn(Class<?> type, E failure) {
        failure.setStackTrace(
                new StackTraceElement[] {new StackTraceElement(type.getName() + "$Handler", "handle", null, -1)});
        return failure;
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
