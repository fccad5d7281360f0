package dev.foldline.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldline.stack.server.ChildSpec;
import dev.foldline.stack.server.ChildSpec.StopSignal;
import dev.foldline.stack.server.StackException;
import dev.foldline.testing.TestTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessIT {

    @TempDir
    private Path root;

    @SuppressWarnings("NullAway.Init")
    private DataFolder folder;

    @BeforeEach
    void open() {
        folder = DataFolder.open(root);
    }

    @AfterEach
    void close() {
        folder.processes().stopOrphans(_ -> {});
        folder.close();
    }

    @Test
    void aDeathAtStartIsOneLineWithTheLogAndItsLastWords() {
        ManagedProcess process = start("""
                echo 'INFO fine so far'
                echo 'ERROR the disk is full'
                echo '	at some.Frame(Some.java:1)'
                echo 'INFO bye'
                exit 7""");
        assertThatThrownBy(process::awaitReady)
                .isInstanceOf(StackException.class)
                .hasMessage("child has stopped with exit code 7; see " + process.log() + ": ERROR the disk is full");
    }

    @Test
    void terminateAsksBeforeItKills() throws IOException {
        ManagedProcess process = start("trap 'echo asked; exit 0' TERM; touch ready; while :; do sleep 0.05; done");
        process.awaitReady();
        process.terminate(TestTimeouts.PROCESS);
        assertThat(process.alive()).isFalse();
        assertThat(Files.readString(process.log())).contains("asked");
    }

    @Test
    void whatDoesNotStopWithinTheGraceIsKilled() {
        ManagedProcess process = start("trap '' TERM; touch ready; while :; do sleep 0.05; done");
        process.awaitReady();
        process.terminate(Duration.ofMillis(200));
        assertThat(process.alive()).isFalse();
    }

    @Test
    void killTakesWhatTheProcessHasStartedAlong() {
        ManagedProcess process = start("sleep 600 & touch ready; wait");
        process.awaitReady();
        List<ProcessHandle> descendants =
                ProcessHandle.of(process.pid()).orElseThrow().descendants().toList();
        assertThat(descendants).hasSize(1);
        process.kill();
        assertThat(process.alive()).isFalse();
        assertThat(descendants).noneMatch(Signals::alive);
    }

    @Test
    void aKilledProcessCanBeStartedAgain() {
        ManagedProcess process = start("touch ready; exec sleep 600");
        process.awaitReady();
        long killed = process.pid();
        process.kill();
        process.restart();
        assertThat(process.alive()).isTrue();
        assertThat(process.pid()).isNotEqualTo(killed);
    }

    @Test
    void aProcessThatHasDiedIsStartedAgainWithoutWaitingUntilItIsReady() throws IOException {
        ManagedProcess process = start("touch ready; exec sleep 600");
        process.awaitReady();
        long died = process.pid();
        process.kill();
        Files.delete(root.resolve("ready"));
        process.startAgain();
        assertThat(process.pid()).isNotEqualTo(died);
        await().until(() -> Files.exists(root.resolve("ready")) && process.alive());
    }

    @Test
    void aRunningProcessIsRecordedAndAStoppedOneIsNot() {
        ManagedProcess process = start("touch ready; exec sleep 600");
        assertThat(root.resolve("processes/child")).exists();
        process.kill();
        assertThat(root.resolve("processes/child")).doesNotExist();
    }

    @Test
    void theLogOfTheFormerRunIsKept() throws IOException {
        ManagedProcess first = start("echo first");
        await().until(() -> !first.alive());
        ManagedProcess second = start("echo second");
        await().until(() -> !second.alive());
        assertThat(Files.readString(second.log())).isEqualTo("second\n");
        assertThat(Files.readString(folder.log("child.previous"))).isEqualTo("first\n");
    }

    private ManagedProcess start(String script) {
        List<String> command = List.of("/bin/sh", "-c", "cd '" + root + "'; " + script);
        return ChildProcess.start(
                new ChildSpec("child", command, Map.of(), StopSignal.TERM, () -> Files.exists(root.resolve("ready"))),
                folder);
    }
}
