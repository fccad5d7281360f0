package dev.foldline.e2e.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks instances for one row after another, and now and then for all, and compares every answer with what it must be:
 * right, or 503 with the time to ask again.
 */
final class Sampling implements AutoCloseable {

    private final List<String> urls;
    private final SortedMap<String, JsonNode> expected;
    private final Answers answers = new Answers();
    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<String> wrong = new ArrayList<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::sample);
    private volatile boolean stopped;

    /**
     * @param urls     instances that are asked, in turn; one that cannot be reached is skipped
     * @param expected every row by its key
     */
    Sampling(List<String> urls, Map<String, JsonNode> expected) {
        this.urls = urls;
        this.expected = new TreeMap<>(expected);
        thread.start();
    }

    int right() {
        return right.get();
    }

    int refused() {
        return refused.get();
    }

    /** What was answered that it must not be; complete when this is closed. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.close();
    }

    private void sample() {
        while (!stopped) {
            for (String url : urls) {
                expected.forEach((key, row) -> judge(url + " " + key, row, () -> answers.row(url, key)));
                judge(url + " all", null, () -> answers.rows(url));
            }
        }
    }

    private void judge(String what, @Nullable JsonNode row, Supplier<Answers.Answer> question) {
        Answers.Answer answer;
        try {
            answer = question.get();
        } catch (UncheckedIOException e) {
            return;
        }
        boolean isRight = answer.status() == 200
                && (row == null
                        ? answer.body().path("rows").valueStream().toList().equals(List.copyOf(expected.values()))
                        : answer.body().equals(row));
        if (isRight) {
            right.incrementAndGet();
        } else if (answer.status() == 503 && answer.saysWhenToAskAgain()) {
            refused.incrementAndGet();
        } else {
            add(what + ": " + answer);
        }
    }

    private synchronized void add(String finding) {
        wrong.add(Objects.requireNonNull(finding));
    }
}
