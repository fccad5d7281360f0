package dev.foldline.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for what normally takes much less, so that they pass on a machine that is many times slower, or
 * has something else to do. A test that waits in vain has found a fault, and may take as long.
 *
 * <p>As a listener of JUnit it makes {@link #CONDITION} what Awaitility waits for at most where a test says nothing.
 */
public final class TestTimeouts implements LauncherSessionListener {

    /** For what takes a moment: a condition, an answer, a few records. */
    public static final Duration CONDITION = Duration.ofMinutes(2);

    /** For what takes some seconds: a process that starts or stops, partitions that change hands, all of a load. */
    public static final Duration PROCESS = Duration.ofMinutes(5);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(CONDITION);
    }
}
