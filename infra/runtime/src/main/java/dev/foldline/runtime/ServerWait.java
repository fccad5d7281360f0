package dev.foldline.runtime;

import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at start for the servers that a service needs, saying for which, and gives up after a time with one line. */
public final class ServerWait {

    private static final Logger log = LoggerFactory.getLogger(ServerWait.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration BETWEEN_NOTICES = Duration.ofSeconds(5);
    private static final Duration TRY_MIN = Duration.ofSeconds(1);
    private static final Duration TRY_MAX = Duration.ofSeconds(5);
    private static final int TRIES_MIN = 3;

    /** Class of SQLSTATEs. */
    private static final String INVALID_AUTHORIZATION = "28";

    /** One try to use a server. */
    @FunctionalInterface
    public interface Try<T> {
        T run() throws Exception;
    }

    private final Duration timeout;

    public ServerWait(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * How long one try should take at most, so that there are several, and the first notice comes early; between 1 and
     * 5 seconds.
     */
    public Duration tryTimeout() {
        Duration share = timeout.dividedBy(TRIES_MIN);
        if (share.compareTo(TRY_MIN) < 0) {
            return TRY_MIN;
        }
        return share.compareTo(TRY_MAX) > 0 ? TRY_MAX : share;
    }

    /**
     * Tries until it works.
     *
     * @param server what is waited for, for the message, with its address
     * @return what the first try that worked gave
     * @throws StartupException if a try failed with one, if a database refuses the user or the password, or if none
     *                          worked within the time
     */
    public <T> T until(String server, Try<T> attempt) {
        long startedNs = System.nanoTime();
        long noticedNs = startedNs - BETWEEN_NOTICES.toNanos();
        while (true) {
            try {
                return attempt.run();
            } catch (StartupException e) {
                throw e;
            } catch (Exception e) {
                if (refusesUs(e)) {
                    throw new StartupException(
                            server + " rejects the login of this service: " + reason(e)
                                    + "; set the user and the password that it knows",
                            e);
                }
                long nowNs = System.nanoTime();
                if (nowNs - startedNs >= timeout.toNanos()) {
                    throw new StartupException(
                            server + " is not available after " + timeout.toMillis() + " ms: " + reason(e), e);
                }
                if (nowNs - noticedNs >= BETWEEN_NOTICES.toNanos()) {
                    log.info("waiting for {}: {}", server, reason(e));
                    noticedNs = nowNs;
                }
            }
            pause(server);
        }
    }

    /** Whoever waits for a password to become right waits for somebody who does not know that it is wrong. */
    private static boolean refusesUs(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e
                    && String.valueOf(e.getSQLState()).startsWith(INVALID_AUTHORIZATION)) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage();
        return message == null
                ? deepest.getClass().getSimpleName()
                : Redacted.text(message.lines().findFirst().orElse(""));
    }

    private static void pause(String server) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while waiting for " + server, e);
        }
    }
}
