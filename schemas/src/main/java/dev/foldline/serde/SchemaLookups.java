package dev.foldline.serde;

import dev.foldline.serde.UndecodableException.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Looks schemas up that are not known yet, so that neither an id that cannot be had nor a registry that does not answer
 * costs its callers more than {@link RegistrySchemas.Patience} allows. One request per id is under way at a time,
 * whoever asks; what the registry did not have is remembered for {@link #UNKNOWN_FOR}.
 *
 * <p>Thread-safe.
 */
final class SchemaLookups {

    /** How long an id that the registry did not have, or whose schema is not usable, is not asked for again. */
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

    /** How long an id is not asked for again after a request for it has failed, while callers do not wait for it. */
    private static final Duration FAILED_FOR = Duration.ofMillis(500);

    /** Ids that are remembered without a schema; beyond, the one that was asked for least recently is forgotten. */
    private static final int IDS_MAX = 10_000;

    /** The registry, asked at every call. */
    interface Registry {

        /**
         * Asks for a schema.
         *
         * @throws UndecodableException         if the registry does not have the schema, or it is not usable
         * @throws RegistryUnavailableException if the registry did not give an answer that says either
         */
        Schema schema(int id) throws UndecodableException;

        /** Whether it gives a schema that it has given before. */
        boolean givesOthers();
    }

    /** What came of a request; one of the three is there. */
    private record Answer(
            @Nullable Schema schema,
            @Nullable UndecodableException unknown,
            @Nullable RegistryUnavailableException failed,
            long atNs) {}

    /**
     * A request for one id.
     *
     * @param waitUntilNs until when callers wait for its answer
     */
    private record Request(CompletableFuture<Answer> answer, long waitUntilNs) {}

    private final Registry registry;
    private final RegistrySchemas.Patience patience;
    private final LongSupplier nanoTime;

    private final Map<Integer, Request> requests = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Request> eldest) {
            return size() > IDS_MAX;
        }
    };

    /** Since when ids are refused while others are given; guarded by {@link #requests}. */
    private final Map<Integer, Long> refusedSinceNs = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > IDS_MAX;
        }
    };

    SchemaLookups(Registry registry, RegistrySchemas.Patience patience, LongSupplier nanoTime) {
        this.registry = registry;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * The schema of an id.
     *
     * @throws UndecodableException         if the registry did not have it, or it is not usable, or the registry has
     *                                      refused it for as long as {@link RegistrySchemas.Patience#giveUpAfter}
     * @throws RegistryUnavailableException if there is no answer yet
     */
    Schema find(int id) throws UndecodableException {
        Answer answer = await(id, request(id));
        if (answer.unknown() != null) {
            throw new UndecodableException(
                    answer.unknown().reason(), String.valueOf(answer.unknown().getMessage()), answer.unknown());
        }
        if (answer.failed() != null) {
            throw new RegistryUnavailableException(
                    String.valueOf(answer.failed().getMessage()), answer.failed());
        }
        if (answer.schema() == null) {
            throw new IllegalStateException("schema id " + id + " has an answer of nothing");
        }
        forget(id);
        return answer.schema();
    }

    /** Forgets what came of the last request, unless it is still under way. */
    void forget(int id) {
        synchronized (requests) {
            Request former = requests.get(id);
            if (former != null && former.answer().isDone()) {
                requests.remove(id);
            }
        }
    }

    private Request request(int id) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Request request;
        synchronized (requests) {
            Request former = requests.get(id);
            if (former != null && !isStale(former)) {
                return former;
            }
            // Who asks again after a failure does not wait again, or an id that hangs would hold up its caller for
            // ever.
            long waitUntilNs = former == null || !patience.inBackground()
                    ? nanoTime.getAsLong() + patience.answerWait().toNanos()
                    : former.waitUntilNs();
            request = new Request(answer, waitUntilNs);
            requests.put(id, request);
        }
        if (patience.inBackground()) {
            Thread.ofVirtual().name("schema-" + id).start(() -> answer.complete(ask(id)));
        } else {
            answer.complete(ask(id));
        }
        return request;
    }

    private boolean isStale(Request request) {
        Answer answer = request.answer().getNow(null);
        if (answer == null || answer.schema() != null) {
            return false;
        }
        Duration fresh = answer.unknown() != null
                ? UNKNOWN_FOR
                : patience.inBackground() && answer.failed() != null ? FAILED_FOR : Duration.ZERO;
        return nanoTime.getAsLong() - answer.atNs() >= fresh.toNanos();
    }

    private Answer await(int id, Request request) {
        try {
            long waitNs = Math.max(0, request.waitUntilNs() - nanoTime.getAsLong());
            return request.answer().get(waitNs, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return failed(new RegistryUnavailableException(
                    "schema registry has not given schema id " + id + " yet, still waiting for it", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(new RegistryUnavailableException("interrupted while waiting for schema id " + id, e));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request for schema id " + id + " never ends so", e);
        }
    }

    private Answer ask(int id) {
        try {
            Schema schema = registry.schema(id);
            given(id);
            return new Answer(schema, null, null, nanoTime.getAsLong());
        } catch (UndecodableException e) {
            given(id);
            return new Answer(null, e, null, nanoTime.getAsLong());
        } catch (RegistryUnavailableException e) {
            return afterFailure(id, e);
        } catch (Throwable e) {
            // What the registry's client may run into is as wide as what a server may answer.
            return afterFailure(
                    id,
                    new RegistryUnavailableException(
                            "schema registry did not give schema id " + id + ": " + UndecodableException.causeOf(e),
                            e));
        }
    }

    private void given(int id) {
        synchronized (requests) {
            refusedSinceNs.remove(id);
        }
    }

    /** An id that fails while others are given is at fault itself; one that fails with all others says nothing. */
    private Answer afterFailure(int id, RegistryUnavailableException failure) {
        if (!patience.inBackground()) {
            return failed(failure);
        }
        boolean givesOthers = registry.givesOthers();
        long nowNs = nanoTime.getAsLong();
        long refusedNs;
        synchronized (requests) {
            if (!givesOthers) {
                refusedSinceNs.clear();
                return failed(failure);
            }
            refusedNs = nowNs - refusedSinceNs.computeIfAbsent(id, _ -> nowNs);
        }
        Duration giveUpAfter = patience.giveUpAfter();
        if (refusedNs < giveUpAfter.toNanos()) {
            return failed(new RegistryUnavailableException(
                    failure.getMessage() + ", though it gives others: given up after " + giveUpAfter.toSeconds()
                            + " s of this",
                    failure));
        }
        String message =
                failure.getMessage() + ", for " + Duration.ofNanos(refusedNs).toSeconds()
                        + " s now, though it gives others; sending the command again may help once it does";
        return new Answer(null, new UndecodableException(Reason.SCHEMA_UNAVAILABLE, message, failure), null, nowNs);
    }

    private Answer failed(RegistryUnavailableException failure) {
        return new Answer(null, null, failure, nanoTime.getAsLong());
    }
}
