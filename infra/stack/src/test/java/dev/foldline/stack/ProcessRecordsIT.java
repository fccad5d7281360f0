package dev.foldline.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldline.stack.server.ChildSpec.StopSignal;
import dev.foldline.stack.server.PropertiesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessRecordsIT {

    @TempDir
    private Path folder;

    private final List<Process> children = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    @AfterEach
    void killChildren() {
        children.forEach(Process::destroyForcibly);
    }

    @Test
    void anOrphanIsStopped() throws IOException {
        Process orphan = sleeper();
        records().add("kafka", orphan.toHandle(), StopSignal.TERM);
        records().stopOrphans(notices::add);
        // Not isAlive: that waits for this JVM to be told of its child's end.
        assertThat(Signals.alive(orphan.toHandle())).isFalse();
        assertThat(notices).singleElement().asString().contains("kafka", "pid " + orphan.pid());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anOrphanThatStopsOnInterruptGetsThat() throws Exception {
        // A shell starts what it runs in the background with the interrupt ignored, and children have it from there.
        boolean known = new ProcessBuilder("env", "--default-signal=INT", "true")
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(known, "env knows --default-signal, as GNU's does");
        Process orphan = sleeper("env", "--default-signal=INT", "sleep", "600");
        await().until(() -> orphan.info().command().orElse("").endsWith("sleep"));
        records().add("postgres", orphan.toHandle(), StopSignal.INT);
        records().stopOrphans(notices::add);
        // 128 plus the number of the signal, which is 2.
        assertThat(orphan.waitFor()).isEqualTo(130);
    }

    @Test
    void orphansAreStoppedYoungestFirst() throws IOException {
        Process older = sleeper();
        records().add("older", older.toHandle(), StopSignal.TERM);
        changeStart("older", older.info().startInstant().orElseThrow().minusMillis(500));
        records().add("younger", sleeper().toHandle(), StopSignal.TERM);
        records().stopOrphans(notices::add);
        assertThat(notices).hasSize(2);
        assertThat(notices.getFirst()).contains("younger");
    }

    @Test
    void aStrangerWithTheSamePidIsLeftAlone() throws IOException {
        Process stranger = sleeper();
        records().add("kafka", stranger.toHandle(), StopSignal.TERM);
        changeStart("kafka", stranger.info().startInstant().orElseThrow().minusSeconds(60));
        records().stopOrphans(notices::add);
        assertThat(stranger.isAlive()).isTrue();
        assertThat(notices).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aProcessThatHasEndedIsForgotten() throws Exception {
        Process ended = sleeper();
        records().add("kafka", ended.toHandle(), StopSignal.TERM);
        ended.destroyForcibly().waitFor();
        records().stopOrphans(notices::add);
        assertThat(notices).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRemovedProcessIsNoOrphan() throws IOException {
        Process child = sleeper();
        records().add("kafka", child.toHandle(), StopSignal.TERM);
        records().remove("kafka");
        records().stopOrphans(notices::add);
        assertThat(child.isAlive()).isTrue();
    }

    private ProcessRecords records() {
        return new ProcessRecords(folder);
    }

    private Process sleeper() throws IOException {
        return sleeper("sleep", "600");
    }

    private Process sleeper(String... command) throws IOException {
        Process child = new ProcessBuilder(command).start();
        children.add(child);
        return child;
    }

    private void changeStart(String name, Instant startedAt) {
        Path file = folder.resolve(name);
        assertThat(Files.exists(file)).isTrue();
        Properties properties = PropertiesFile.readIfThere(file);
        properties.setProperty("started.at", startedAt.toString());
        PropertiesFile.write(file, properties);
    }
}
