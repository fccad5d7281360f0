package dev.foldline.e2e.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import dev.foldline.stack.ManagedProcess;
import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A container as a process of a stack: it is killed, suspended and started again as it is, with its files. It is
 * removed when the stack is closed.
 */
final class ContainerProcess implements ManagedProcess {

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration RESTART_GRACE = Duration.ofSeconds(20);

    private final String name;
    private final GenericContainer<?> container;
    private final Path log;
    private final Look ready;

    /** One look whether the server can be used; an exception means "not yet", like {@code false}. */
    @FunctionalInterface
    interface Look {
        boolean ready() throws Exception;
    }

    private ContainerProcess(String name, GenericContainer<?> container, Path log, Look ready) {
        this.name = name;
        this.container = container;
        this.log = log;
        this.ready = ready;
    }

    /** Makes and starts the container, and does not wait until it is ready. */
    static ContainerProcess start(String name, GenericContainer<?> container, Path log, Look ready) {
        ContainerProcess process = new ContainerProcess(name, container, log, ready);
        container.waitingFor(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {
                // The stack waits by itself, for this container and others at the same time.
            }
        });
        container.withLogConsumer(process::write);
        container.start();
        return process;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized long pid() {
        return Objects.requireNonNullElse(state().getPidLong(), 0L);
    }

    @Override
    public synchronized boolean alive() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public synchronized void terminate(Duration grace) {
        try {
            docker().stopContainerCmd(id()).withTimeout((int) grace.toSeconds()).exec();
        } catch (NotModifiedException e) {
            // It does not run.
        }
    }

    @Override
    public synchronized void kill() {
        try {
            docker().killContainerCmd(id()).exec();
        } catch (ConflictException e) {
            // It does not run.
            return;
        }
        docker().waitContainerCmd(id()).exec(new WaitContainerResultCallback()).awaitStatusCode();
    }

    @Override
    public synchronized void suspend() {
        docker().pauseContainerCmd(id()).exec();
    }

    @Override
    public synchronized void resume() {
        docker().unpauseContainerCmd(id()).exec();
    }

    @Override
    public synchronized void requestStop() {
        try {
            docker().killContainerCmd(id()).withSignal("SIGINT").exec();
        } catch (ConflictException e) {
            // It does not run.
        }
    }

    @Override
    public synchronized void startAgain() {
        docker().startContainerCmd(id()).exec();
        try {
            // What it said in its former lives comes again.
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        container.followOutput(this::write);
    }

    @Override
    public void awaitReady() {
        try {
            Awaitility.await(name)
                    .atMost(READY_TIMEOUT)
                    .pollInterval(Duration.ofMillis(100))
                    .pollDelay(Duration.ZERO)
                    .ignoreExceptions()
                    .until(ready::ready);
        } catch (ConditionTimeoutException e) {
            throw new StackException(name + " is not ready after " + READY_TIMEOUT.toSeconds() + " s; see " + log, e);
        }
    }

    @Override
    public synchronized void restart() {
        terminate(RESTART_GRACE);
        startAgain();
        awaitReady();
    }

    @Override
    public synchronized String describeDeath() {
        return name + " has stopped with exit code " + state().getExitCodeLong() + "; see " + log;
    }

    private ContainerState state() {
        return docker().inspectContainerCmd(id()).exec().getState();
    }

    private String id() {
        return container.getContainerId();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    private void write(OutputFrame frame) {
        try {
            Files.writeString(
                    log,
                    frame.getUtf8String(),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
