package dev.foldline.projection.query.status;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the ends of the events topic and the views at intervals, for their rates and for the metrics. */
public final class StatusWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StatusWatch.class);

    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final EventTopicEnds topicEnds;
    private final List<ViewMeter> meters;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("status-watch").unstarted(this::lookUntilClosed);

    private StatusWatch(EventTopicEnds topicEnds, Collection<ViewMeter> meters) {
        this.topicEnds = topicEnds;
        this.meters = List.copyOf(meters);
    }

    /**
     * Starts the checks.
     *
     * @param topicEnds closed with it
     */
    public static StatusWatch start(EventTopicEnds topicEnds, Collection<ViewMeter> meters) {
        StatusWatch watch = new StatusWatch(topicEnds, meters);
        watch.thread.start();
        return watch;
    }

    private void lookUntilClosed() {
        boolean available = true;
        try {
            do {
                meters.forEach(meter -> meter.look(System.nanoTime()));
                try {
                    topicEnds.read();
                    available = true;
                } catch (EndsUnavailableException e) {
                    if (available) {
                        log.warn("lags are not up to date: {}", e.getMessage());
                    }
                    available = false;
                }
            } while (!closed.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
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
        topicEnds.close();
    }
}
