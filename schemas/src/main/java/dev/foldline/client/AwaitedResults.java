package dev.foldline.client;

import dev.foldline.schema.CommandResult;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The commands whose result has not arrived yet, by command id; their number is limited. Thread-safe.
 *
 * <p>There is not a timer per command: {@link #failOverdue} checks all of them, and is called at intervals.
 */
final class AwaitedResults {

    /**
     * One command that waits for its result.
     *
     * @param written whether Kafka has acknowledged the command
     */
    record Awaited(
            UUID commandId,
            String aggregateId,
            long deadlineNs,
            AtomicBoolean written,
            CompletableFuture<CommandResult> future) {}

    private final Map<UUID, Awaited> byCommandId = new ConcurrentHashMap<>();
    private final int awaitedMax;
    private final Semaphore free;
    private final Duration timeout;
    private volatile @Nullable CommandClientException ended;

    AwaitedResults(int awaitedMax, Duration timeout) {
        this.awaitedMax = awaitedMax;
        this.free = new Semaphore(awaitedMax);
        this.timeout = timeout;
    }

    /**
     * Waits until fewer commands than the limit are awaited, then adds one.
     *
     * <p>Where the id is awaited already, both get the result that comes first: it is that of the same command.
     *
     * @param mayBlock false on the thread that completes the futures, which would wait for itself
     * @throws CommandClientException if nothing is awaited any more, or the limit is reached and this thread must not
     *                                wait or is interrupted
     */
    Awaited add(CommandRequest request, boolean mayBlock) {
        takePlace(request, mayBlock);
        CommandClientException end = ended;
        if (end != null) {
            free.release();
            throw notSent(request, end.getMessage(), end);
        }
        Awaited awaited = awaited(request, new CompletableFuture<>());
        Awaited earlier = byCommandId.putIfAbsent(request.commandId(), awaited);
        if (earlier != null) {
            return awaited(request, earlier.future().whenComplete((_, _) -> free.release()));
        }
        end = ended;
        if (end != null) {
            // It ended between the two checks, perhaps without seeing this one.
            fail(awaited, end);
        }
        return awaited;
    }

    /**
     * Gives a result to the caller that waits for it. A result without a caller is another client's, or came too late.
     */
    void complete(UUID commandId, CommandResult result) {
        Awaited awaited = byCommandId.remove(commandId);
        if (awaited != null) {
            // The permit is released before the future completes, so code that depends on the future may send.
            free.release();
            awaited.future().complete(result);
        }
    }

    void fail(Awaited awaited, Throwable reason) {
        if (byCommandId.remove(awaited.commandId(), awaited)) {
            free.release();
        }
        awaited.future().completeExceptionally(reason);
    }

    /** Fails those that have waited longer than the time-out. */
    void failOverdue() {
        long nowNs = System.nanoTime();
        for (Awaited awaited : byCommandId.values()) {
            if (nowNs - awaited.deadlineNs() >= 0) {
                fail(awaited, overdue(awaited));
            }
        }
    }

    private Exception overdue(Awaited awaited) {
        String what = awaited.aggregateId() + ": no result of command " + awaited.commandId() + " within "
                + timeout.toMillis() + " ms";
        String advice = "; it may be decided yet, so send it again only under the same command id";
        return awaited.written().get()
                ? new TimeoutException(what + advice)
                : new CommandClientException(what + ", and Kafka has not confirmed it" + advice, null, true);
    }

    /** Fails all, now and from now on. Only the first reason counts. */
    void end(CommandClientException reason) {
        synchronized (this) {
            if (ended == null) {
                ended = reason;
            }
        }
        byCommandId.values().forEach(awaited -> fail(awaited, reason));
    }

    private void takePlace(CommandRequest request, boolean mayBlock) {
        if (free.tryAcquire()) {
            return;
        }
        if (!mayBlock) {
            throw notSent(
                    request, awaitedMax + " commands are awaited already, and the result thread must not wait", null);
        }
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notSent(request, "interrupted while " + awaitedMax + " commands were awaited already", e);
        }
    }

    private Awaited awaited(CommandRequest request, CompletableFuture<CommandResult> future) {
        return new Awaited(
                request.commandId(),
                request.aggregateId(),
                System.nanoTime() + timeout.toNanos(),
                new AtomicBoolean(),
                future);
    }

    private static CommandClientException notSent(
            CommandRequest request, @Nullable String why, @Nullable Exception cause) {
        return new CommandClientException(
                request.aggregateId() + ": command " + request.commandId() + " was not sent: " + why, cause);
    }
}
