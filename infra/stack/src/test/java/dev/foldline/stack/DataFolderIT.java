package dev.foldline.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.stack.server.Installation;
import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderIT {

    @TempDir
    private Path folder;

    @Test
    void aSecondStackOfTheSameProcessIsRefused() {
        try (DataFolder _ = DataFolder.open(folder)) {
            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("a stack already runs on")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aSecondProcessIsRefusedAndToldWhoHoldsTheFolder() throws IOException {
        Process holder = holdInAnotherProcess();
        try {
            assertThatThrownBy(() -> DataFolder.open(folder))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void theFolderIsFreeAfterItsHolderWasKilled() throws Exception {
        Process holder = holdInAnotherProcess();
        holder.destroyForcibly().waitFor();
        assertThatCode(() -> DataFolder.open(folder).close()).doesNotThrowAnyException();
    }

    @Test
    void aClosedFolderCanBeOpenedAgain() {
        DataFolder.open(folder).close();
        assertThatCode(() -> DataFolder.open(folder).close()).doesNotThrowAnyException();
    }

    private Process holdInAnotherProcess() throws IOException {
        Process holder = new ProcessBuilder(
                        Installation.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader(UTF_8).readLine()).isEqualTo("held");
        return holder;
    }

    /** Holds a folder until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (DataFolder _ = DataFolder.open(Path.of(args[0]))) {
                IO.println("held");
                System.in.readAllBytes();
            }
        }
    }
}
