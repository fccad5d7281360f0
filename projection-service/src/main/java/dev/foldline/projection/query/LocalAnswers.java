package dev.foldline.projection.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This instance's part of an answer. Thread-safe. */
final class LocalAnswers {

    private static final Logger log = LoggerFactory.getLogger(LocalAnswers.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private final Semaphore waiting;

    /** Reads one partition's part of the answer. */
    @FunctionalInterface
    interface PartitionReader {
        JsonNode read(int partition) throws ViewUnavailableException;
    }

    /**
     * @param waitingMax how many requests may wait at once
     */
    LocalAnswers(int waitingMax) {
        this.waiting = new Semaphore(waitingMax);
    }

    /**
     * Reads every partition that is here, once all of them have passed the positions of the request.
     *
     * <p>A task may come or go in between. So the answer of a partition counts only if it was here before and after the
     * reading, and if all had passed the positions before and after it.
     */
    PeerResponse answer(LocalView view, PeerRequest request, PartitionReader reader) {
        if (!request.minimum().isPassedBy(view)) {
            if (!waiting.tryAcquire()) {
                return new PeerResponse.Unavailable("too many queries wait for a position already");
            }
            try {
                if (!await(view, request)) {
                    return new PeerResponse.Behind(request.minimum().reachedBy(view));
                }
            } finally {
                waiting.release();
            }
        }
        SortedMap<Integer, JsonNode> partitions = new TreeMap<>();
        Set<Integer> here = view.here();
        if (request.minimum().isPassedBy(view)) {
            for (int partition : here) {
                try {
                    partitions.put(partition, reader.read(partition));
                } catch (ViewUnavailableException e) {
                    log.debug("not in the answer: {}", e.getMessage());
                }
            }
        }
        partitions.keySet().retainAll(view.here());
        if (!request.minimum().isPassedBy(view)) {
            partitions.clear();
        }
        return new PeerResponse.Part(partitions);
    }

    private static boolean await(LocalView view, PeerRequest request) {
        while (!request.minimum().isPassedBy(view)) {
            Duration left = request.waitLeft();
            if (left.isZero()) {
                return false;
            }
            try {
                Thread.sleep(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
