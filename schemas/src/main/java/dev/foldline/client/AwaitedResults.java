package dev.foldline.client;

import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands whose result has not arrived yet, by command id and aggregate; their number is limited. Thread-safe.
 *
 * <p>A command id names a command of one aggregate, so two aggregates may have the same id and each its own result.
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

    /** Nearly always one for an id: never empty, never changed in place. */
    private final Map<UUID, List<Awaited>> byCommandId = new ConcurrentHashMap<>();

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
     * <p>Where the id is awaited already for this aggregate, both get the result that comes first: it is that of the
     * same command.
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
        Awaited earlier = putIfAbsent(awaited);
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
     *
     * @param result without an aggregate id where the command's key was not a valid one; then only the keys that are
     *               not valid are meant, of all that are awaited under the command id
     */
    void complete(UUID commandId, CommandResult result) {
        List<Awaited> sameId = byCommandId.get(commandId);
        if (sameId == null) {
            return;
        }
        String aggregateId = result.getAggregateId();
        for (Awaited awaited : sameId) {
            boolean meant = aggregateId.isEmpty()
                    ? sameId.size() == 1 || !isValidKey(awaited.aggregateId())
                    : aggregateId.equals(awaited.aggregateId()) || aggregateId.equals(asSent(awaited.aggregateId()));
            if (meant && remove(awaited)) {
                // The permit is released before the future completes, so code that depends on the future may send.
                free.release();
                awaited.future().complete(result);
            }
        }
    }

    /** A half of a surrogate pair is not text in UTF-8: another character stands in for it. */
    private static String asSent(String aggregateId) {
        return new String(aggregateId.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** As command-service reads a key. */
    private static boolean isValidKey(String aggregateId) {
        return aggregateId.indexOf('\0') < 0
                && aggregateId.getBytes(StandardCharsets.UTF_8).length <= Topics.KEY_BYTES_MAX;
    }

    void fail(Awaited awaited, Throwable reason) {
        if (remove(awaited)) {
            free.release();
        }
        awaited.future().completeExceptionally(reason);
    }

    /** The one that is awaited for this command of this aggregate already; null where this one is awaited now. */
    private @Nullable Awaited putIfAbsent(Awaited awaited) {
        List<Awaited> now = byCommandId.merge(
                awaited.commandId(),
                List.of(awaited),
                (present, _) -> find(present, awaited) == null ? with(present, awaited) : present);
        Awaited there = Objects.requireNonNull(find(now, awaited), "it was put there");
        return there.equals(awaited) ? null : there;
    }

    /** Whether it was awaited until now. */
    private boolean remove(Awaited awaited) {
        boolean[] removed = {false};
        byCommandId.computeIfPresent(awaited.commandId(), (_, present) -> {
            removed[0] = present.contains(awaited);
            List<Awaited> left =
                    present.stream().filter(each -> !each.equals(awaited)).toList();
            return left.isEmpty() ? null : left;
        });
        return removed[0];
    }

    private static @Nullable Awaited find(List<Awaited> present, Awaited awaited) {
        for (Awaited each : present) {
            if (each.aggregateId().equals(awaited.aggregateId())) {
                return each;
            }
        }
        return null;
    }

    private static List<Awaited> with(List<Awaited> present, Awaited awaited) {
        return Stream.concat(present.stream(), Stream.of(awaited)).toList();
    }

    /** Fails those that have waited longer than the time-out. */
    void failOverdue() {
        long nowNs = System.nanoTime();
        byCommandId
                .values()
                .forEach(sameId -> sameId.forEach(awaited -> {
                    if (nowNs - awaited.deadlineNs() >= 0) {
                        fail(awaited, overdue(awaited));
                    }
                }));
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
        byCommandId.values().forEach(sameId -> sameId.forEach(awaited -> fail(awaited, reason)));
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
