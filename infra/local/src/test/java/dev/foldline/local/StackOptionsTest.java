package dev.foldline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.local.server.RunLength;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class StackOptionsTest {

    private static final Path FOLDER = Path.of("somewhere");

    @Test
    void theDataFolderIsAbsolute() {
        assertThat(StackOptions.in(FOLDER).dataDir()).isAbsolute();
    }

    @Test
    void portsBeyondTheLastAreRefused() {
        assertThatThrownBy(() -> new StackOptions(FOLDER, 65_530, 8, true, RunLength.LASTING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65530");
    }

    @Test
    void noPartitionsAreRefused() {
        assertThatThrownBy(() -> new StackOptions(FOLDER, 0, 0, true, RunLength.LASTING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions");
    }
}
