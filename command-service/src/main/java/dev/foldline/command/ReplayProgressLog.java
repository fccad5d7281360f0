package dev.foldline.command;

import dev.foldline.command.replay.ReplayProbe;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every few seconds how far a replay has come, how fast it is and how long it will take. */
final class ReplayProgressLog implements ReplayProbe {

    private static final Logger log = LoggerFactory.getLogger(ReplayEvents.class);
    private static final Duration SAID_EVERY = Duration.ofSeconds(2);

    private long before;
    private long done;
    private long total;
    private long startedNs;
    private long saidNs;

    @Override
    public void planned(long alreadyDone, long inTotal) {
        before = alreadyDone;
        done = alreadyDone;
        total = inTotal;
        startedNs = System.nanoTime();
        saidNs = startedNs;
        if (before > 0 && before < total) {
            log.info("continuing after {} of {} events", before, total);
        }
    }

    @Override
    public void written(int partition, int events) {
        done += events;
        long nowNs = System.nanoTime();
        if (nowNs - saidNs > SAID_EVERY.toNanos()) {
            saidNs = nowNs;
            double perSecond = (done - before) * 1e9 / (nowNs - startedNs);
            log.info(
                    "{} of {} events written, {} per second, {} s left",
                    done,
                    total,
                    Math.round(perSecond),
                    Math.round((total - done) / perSecond));
        }
    }
}
