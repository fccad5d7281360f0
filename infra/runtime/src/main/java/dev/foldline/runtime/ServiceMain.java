package dev.foldline.runtime;

import dev.foldline.runtime.fault.BrokenMachine;
import dev.foldline.runtime.fault.Safeguard;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service until SIGTERM, closes it in order, and turns a failed start into one line and exit code 1.
 */
public final class ServiceMain {

    private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);
    private static final long STOP_TIMEOUT_SECONDS = 60;

    /** Starts the service; what it returns is closed when the process is asked to stop. */
    @FunctionalInterface
    public interface Start {
        AutoCloseable run() throws Exception;
    }

    private ServiceMain() {}

    /** Does not return before the service has stopped. */
    public static void run(String name, Start start) {
        try {
            LogFormat.check();
        } catch (StartupException e) {
            // Where people look for it: the log has no form to say it in.
            System.err.println(name + " cannot start: " + e.getMessage());
            System.exit(1);
        }
        Safeguard.warnIfDisabled(log);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            BrokenMachine.endProcessIf(thrown, name + ", thread " + thread.getName() + ",");
            log.error("thread {} has ended", thread.getName(), thrown);
        });
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            AutoCloseable service = start.run();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, stopping, stopped), name + "-stop"));
            log.info("{} is up", name);
            stopping.await();
            service.close();
        } catch (StartupException e) {
            log.error("{} cannot start: {}", name, Redacted.text(String.valueOf(e.getMessage())));
            log.debug("cause", e);
            System.exit(1);
        } catch (ConfigException e) {
            log.error("{} cannot start: configuration: {}", name, Redacted.text(String.valueOf(e.getMessage())));
            System.exit(1);
        } catch (Exception | Error e) {
            BrokenMachine.endProcessIf(e, name);
            log.error("{} failed", name, e);
            System.exit(1);
        }
        log.info("{} has stopped", name);
        stopped.countDown();
    }

    private static void stop(String name, CountDownLatch stopping, CountDownLatch stopped) {
        log.info("{} is stopping", name);
        stopping.countDown();
        try {
            if (!stopped.await(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{} did not stop within {} s", name, STOP_TIMEOUT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
