package dev.foldline.stack;

import dev.foldline.stack.server.ChildSpec.StopSignal;
import dev.foldline.stack.server.PropertiesFile;
import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One file per running child, so the next owner of the data folder can stop the children that a killed owner has left
 * behind.
 *
 * <p>A process is identified by its pid and the instant it started: the pid alone may belong to another process by
 * then.
 */
final class ProcessRecords {

    private static final String PID = "pid";
    private static final String STARTED_AT = "started.at";
    private static final String STOP_SIGNAL = "stop.signal";

    /** The operating system tells the instant in hundredths of a second and may set its clock a little meanwhile. */
    private static final Duration STARTED_AT_TOLERANCE = Duration.ofSeconds(1);

    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(15);

    private final Path folder;

    private record Child(String name, ProcessHandle process, Instant startedAt, StopSignal stopSignal) {}

    ProcessRecords(Path folder) {
        this.folder = folder;
    }

    void add(String name, ProcessHandle process, StopSignal stopSignal) {
        Optional<Instant> startedAt = process.info().startInstant();
        if (startedAt.isEmpty()) {
            return; // It has ended already.
        }
        Properties properties = new Properties();
        properties.setProperty(PID, Long.toString(process.pid()));
        properties.setProperty(STARTED_AT, startedAt.get().toString());
        properties.setProperty(STOP_SIGNAL, stopSignal.name());
        PropertiesFile.write(folder.resolve(name), properties);
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new StackException("cannot delete " + folder.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Stops every recorded process that still runs, the youngest first, and forgets all records.
     *
     * @param notices told of every process that is stopped
     */
    void stopOrphans(Consumer<String> notices) {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.stream()
                .flatMap(file -> running(file).stream())
                .sorted(Comparator.comparing(Child::startedAt).reversed())
                .forEach(child -> {
                    notices.accept("stopping " + child.name() + " (pid "
                            + child.process().pid() + "), which an earlier run left behind");
                    Signals.send(child.stopSignal(), child.process());
                    if (!Signals.awaitGone(child.process(), ORPHAN_GRACE)) {
                        Signals.killTree(child.process());
                    }
                });
        files.forEach(file -> remove(file.getFileName().toString()));
    }

    private static Optional<Child> running(Path file) {
        Properties properties = PropertiesFile.readIfThere(file);
        String pid = properties.getProperty(PID);
        String startedAt = properties.getProperty(STARTED_AT);
        if (pid == null || startedAt == null) {
            return Optional.empty();
        }
        StopSignal stopSignal = StopSignal.valueOf(properties.getProperty(STOP_SIGNAL, StopSignal.TERM.name()));
        Instant recorded = Instant.parse(startedAt);
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(Signals::alive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(actual ->
                                Duration.between(recorded, actual).abs().compareTo(STARTED_AT_TOLERANCE) <= 0)
                        .isPresent())
                .map(process -> new Child(file.getFileName().toString(), process, recorded, stopSignal));
    }
}
