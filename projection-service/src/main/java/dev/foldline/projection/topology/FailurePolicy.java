package dev.foldline.projection.topology;

import dev.foldline.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.internals.AbstractCoordinator;
import org.apache.kafka.clients.consumer.internals.ConsumerCoordinator;
import org.apache.kafka.clients.producer.internals.TransactionManager;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens when a stream thread fails. If the failure may be temporary, a new thread replaces it. If it is
 * permanent, or new threads have not helped, the projection ends. A schema registry that does not give what is needed
 * is waited for without end: nothing is wrong with the projection. Thread-safe.
 */
public final class FailurePolicy implements StreamsUncaughtExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(FailurePolicy.class);
    private static final Duration REPLACEMENTS_WINDOW = Duration.ofMinutes(10);

    /** How long a thread that the registry has failed waits before another takes its place. */
    private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(2);

    private final String projection;
    private final int replacementsMax;
    private final Duration registryPause;
    private int replacements;
    private long windowStartNs;
    private @Nullable String lastError;

    /**
     * @param replacementsMax how many threads may be replaced within ten minutes
     */
    public FailurePolicy(String projection, int replacementsMax) {
        this(projection, replacementsMax, REGISTRY_PAUSE);
    }

    FailurePolicy(String projection, int replacementsMax, Duration registryPause) {
        this.projection = projection;
        this.replacementsMax = replacementsMax;
        this.registryPause = registryPause;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        RegistryUnavailableException unavailable = unavailable(failure);
        return unavailable == null ? replaceOrStop(failure) : replaceLater(unavailable);
    }

    /** The failed thread waits, so that its place is empty meanwhile. */
    private StreamThreadExceptionResponse replaceLater(RegistryUnavailableException unavailable) {
        String reason = String.valueOf(unavailable.getMessage());
        synchronized (this) {
            if (!reason.equals(lastError)) {
                log.warn("[{}] waits for the schema registry: {}", projection, reason);
            }
            lastError = reason;
        }
        try {
            Thread.sleep(registryPause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized StreamThreadExceptionResponse replaceOrStop(Throwable failure) {
        lastError = oneLine(failure);
        if (!isTransient(failure)) {
            log.error("[{}] stopped: {}", projection, lastError);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (!mayReplace()) {
            log.error(
                    "[{}] stopped: {} threads failed within {} min, the last with: {}",
                    projection,
                    replacements + 1,
                    REPLACEMENTS_WINDOW.toMinutes(),
                    lastError);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        log.warn("[{}] a stream thread failed and is replaced: {}", projection, lastError);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** What the last failed thread said, null as long as none has failed. */
    public synchronized @Nullable String lastError() {
        return lastError;
    }

    private boolean mayReplace() {
        long nowNs = System.nanoTime();
        if (replacements == 0 || nowNs - windowStartNs > REPLACEMENTS_WINDOW.toNanos()) {
            replacements = 0;
            windowStartNs = nowNs;
        }
        if (replacements == replacementsMax) {
            return false;
        }
        replacements++;
        return true;
    }

    private static boolean isTransient(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        return causes.stream().noneMatch(FailurePolicy::isForbidden)
                && causes.stream().anyMatch(FailurePolicy::mayPass);
    }

    private static boolean isForbidden(Throwable cause) {
        return cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof RetriableException
                || isLostTransaction(cause)
                || isUnexpectedAnswer(cause)
                // A topic that has just been made is not known to every broker yet.
                || cause instanceof MissingSourceTopicException;
    }

    /**
     * Whether broker and producer disagree about the end of a transaction because the broker crashed or was slow. A new
     * thread has a new producer, and begins behind the last transaction that was committed.
     */
    private static boolean isLostTransaction(Throwable cause) {
        return cause instanceof InvalidTxnStateException
                || cause instanceof TransactionAbortableException
                || cause instanceof OutOfOrderSequenceException
                || cause instanceof ApplicationRecoverableException
                || isThrownByProducer(cause);
    }

    /** A producer whose commit has timed out refuses every other call, with a generic exception type. */
    private static boolean isThrownByProducer(Throwable cause) {
        return cause instanceof IllegalStateException && isThrownIn(TransactionManager.class, cause);
    }

    /**
     * A client fails with a generic exception type where a coordinator gives an answer that the client does not expect
     * for that request. One such answer is that a broker which has just started still loads its groups.
     */
    private static boolean isUnexpectedAnswer(Throwable cause) {
        return cause.getClass() == KafkaException.class
                && (isThrownIn(AbstractCoordinator.class, cause)
                        || isThrownIn(ConsumerCoordinator.class, cause)
                        || isThrownIn(TransactionManager.class, cause));
    }

    private static boolean isThrownIn(Class<?> type, Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith(type.getName());
    }

    /** Foldline's own exception where there is one: Streams wraps it in several of its own. */
    private static @Nullable RegistryUnavailableException unavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException unavailable) {
                return unavailable;
            }
        }
        return null;
    }

    private static String oneLine(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            deepest = cause;
        }
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }
}
