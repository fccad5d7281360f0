package dev.foldline.stack;

import dev.foldline.stack.server.ChildSpec;
import dev.foldline.stack.server.StackException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A child of this process, in a session of its own. It is recorded while it runs; see {@link ProcessRecords}. */
final class ChildProcess implements ManagedProcess {

    /** An input that is at its end. */
    private static final File NOTHING = new File("/dev/null");

    private static final Duration READY_POLL = Duration.ofMillis(25);
    /** A process that dies is noticed at once, so this is for slow machines: a restore waits for processors. */
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);

    private static final Duration EXIT_CODE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration RESTART_GRACE = Duration.ofSeconds(20);

    /** Set for this command line, unknown to the services, which refuse what they do not know. */
    private static final Set<String> OWN_VARIABLES =
            Set.of("FOLDLINE_JDBC_URL", "FOLDLINE_QUERY_URL", "FOLDLINE_COMMAND_URL");

    private static final Pattern TROUBLE = Pattern.compile("\\b(FATAL|ERROR|Error|Exception)\\b|Exception:|Error:");
    private static final Pattern STACK_FRAME = Pattern.compile("\\s+at .*|\\s*\\.\\.\\. \\d+ more");

    /**
     * Ctrl-C goes to every process of the terminal's foreground group, and would stop the children before their turn. A
     * session of their own keeps the signal from them; without setsid (macOS), they ignore the signal. Postgres cannot
     * ignore it: there it stops early, which is safe.
     */
    private static final List<String> DETACHED = findSetsid()
            .map(setsid -> List.of(setsid))
            .orElse(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));

    private final ChildSpec spec;
    private final Path log;
    private final ProcessRecords records;
    private Process process;
    private long logStartBytes;

    private ChildProcess(ChildSpec spec, DataFolder folder) {
        this.spec = spec;
        this.log = folder.log(spec.name());
        this.records = folder.processes();
        keepFormerLog();
        this.process = launch();
    }

    /** Starts the process and does not wait until it is ready. */
    static ChildProcess start(ChildSpec spec, DataFolder folder) {
        return new ChildProcess(spec, folder);
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public synchronized long pid() {
        return process.pid();
    }

    @Override
    public synchronized boolean alive() {
        return Signals.alive(process.toHandle());
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public synchronized void terminate(Duration grace) {
        requestStop();
        if (!Signals.awaitGone(process.toHandle(), grace)) {
            Signals.killTree(process.toHandle());
        }
        records.remove(name());
    }

    @Override
    public synchronized void kill() {
        Signals.killTree(process.toHandle());
        records.remove(name());
    }

    @Override
    public synchronized void suspend() {
        Signals.send("STOP", process.toHandle());
    }

    @Override
    public synchronized void resume() {
        Signals.send("CONT", process.toHandle());
    }

    @Override
    public synchronized void restart() {
        terminate(RESTART_GRACE);
        startAgain();
        awaitReady();
    }

    @Override
    public synchronized void startAgain() {
        process = launch();
    }

    @Override
    public synchronized void requestStop() {
        if (process.isAlive()) {
            Signals.send(spec.stopSignal(), process.toHandle());
        }
    }

    @Override
    public void awaitReady() {
        long startedNs = System.nanoTime();
        while (!ready()) {
            if (!alive()) {
                throw new StackException(describeDeath());
            }
            if (System.nanoTime() - startedNs >= READY_TIMEOUT.toNanos()) {
                throw new StackException(
                        name() + " is not ready after " + READY_TIMEOUT.toSeconds() + " s" + lastWords());
            }
            Signals.pause(READY_POLL);
        }
    }

    @Override
    public synchronized String describeDeath() {
        return name() + " has stopped" + exitCode() + lastWords();
    }

    private String exitCode() {
        try {
            // It has ended, but this JVM may not have been told yet.
            return process.waitFor(EXIT_CODE_TIMEOUT) ? " with exit code " + process.exitValue() : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private boolean ready() {
        try {
            return spec.readiness().check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for " + name(), e);
        } catch (Exception e) {
            return false;
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(DETACHED);
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(NOTHING)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeAll(OWN_VARIABLES);
        builder.environment().putAll(spec.environment());
        try {
            logStartBytes = Files.exists(log) ? Files.size(log) : 0;
            Process started = builder.start();
            records.add(name(), started.toHandle(), spec.stopSignal());
            return started;
        } catch (IOException e) {
            throw new StackException("cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> findSetsid() {
        return List.of("/usr/bin/setsid", "/bin/setsid").stream()
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }

    private void keepFormerLog() {
        try {
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(name() + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new StackException("cannot move the former log " + log + " away: " + e.getMessage(), e);
        }
    }

    private String lastWords() {
        String words = "";
        try {
            byte[] bytes = Files.readAllBytes(log);
            int from = (int) Math.min(logStartBytes, bytes.length);
            List<String> lines = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line ->
                            !line.isBlank() && !STACK_FRAME.matcher(line).matches())
                    .toList();
            words = lines.stream()
                    .filter(line -> TROUBLE.matcher(line).find())
                    .reduce((_, last) -> last)
                    .orElse(lines.isEmpty() ? "" : lines.getLast())
                    .strip();
        } catch (IOException e) {
            words = "its log cannot be read: " + e.getMessage();
        }
        return "; see " + log + (words.isEmpty() ? "" : ": " + words);
    }
}
