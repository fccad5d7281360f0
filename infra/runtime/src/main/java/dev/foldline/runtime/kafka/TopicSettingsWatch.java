package dev.foldline.runtime.kafka;

import dev.foldline.runtime.Health;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inspects the topics at the start and at an interval, as somebody may change them while the service runs, and says in
 * health and log what is not right. While Kafka does not answer, the last answer holds. Has a thread of its own;
 * thread-safe.
 */
public final class TopicSettingsWatch implements AutoCloseable {

    /** Name of the readiness check: what is wrong. */
    public static final String WRONG = "topics";

    /** Name of the degraded check: what is risky. */
    public static final String RISKY = "topics-risk";

    private static final Logger log = LoggerFactory.getLogger(TopicSettingsWatch.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** Kafka's default of {@code message.max.bytes}, until a broker has said something else. */
    private static final int DEFAULT_RECORD_BYTES_MAX = 1_048_588;

    private final Admin admin;
    private final TopicInspection inspection;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("topic-settings").unstarted(this::lookUntilClosed);
    private volatile TopicFindings findings;

    private TopicSettingsWatch(Admin admin, TopicInspection inspection, Duration interval) {
        this.admin = admin;
        this.inspection = inspection;
        this.interval = interval;
        this.findings = TopicFindings.NONE;
    }

    /**
     * Begins to watch; returns after the first look.
     *
     * @param admin closed with the watch
     */
    public static TopicSettingsWatch start(Admin admin, TopicInspection inspection, Duration interval, Health health) {
        TopicSettingsWatch watch = new TopicSettingsWatch(admin, inspection, interval);
        health.ready(WRONG, () -> verdict(watch.findings.wrong()));
        health.degraded(RISKY, () -> verdict(watch.findings.risky()));
        watch.look();
        watch.thread.start();
        return watch;
    }

    /** The largest record, in bytes, that a topic takes, as far as is known. */
    public int recordBytesMax(String topic) {
        return findings.recordBytesMax().getOrDefault(topic, DEFAULT_RECORD_BYTES_MAX);
    }

    private static String verdict(List<String> sentences) {
        return sentences.isEmpty() ? Health.OK : String.join("; ", sentences);
    }

    private void lookUntilClosed() {
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            TopicFindings now = inspection.ask(admin);
            TopicFindings before = findings;
            findings = now;
            if (!now.recordBytesMax().equals(before.recordBytesMax())) {
                log.info("largest records that the topics take, in bytes: {}", now.recordBytesMax());
            }
            now.wrong().stream().filter(each -> !before.wrong().contains(each)).forEach(log::error);
            now.risky().stream().filter(each -> !before.risky().contains(each)).forEach(log::warn);
            if (now.wrong().isEmpty() && !before.wrong().isEmpty()) {
                log.info("the topics are as they should be again");
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.debug("the settings of the topics are not known, asking again: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ZERO);
    }
}
