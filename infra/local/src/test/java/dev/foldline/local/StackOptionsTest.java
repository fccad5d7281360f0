package dev.foldline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        assertThatThrownBy(() -> StackOptions.in(FOLDER).port(65_530))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65530");
    }

    @Test
    void noPartitionsAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).partitions(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions");
    }

    @Test
    void everyFurtherInstanceTakesAPort() {
        StackOptions last = StackOptions.in(FOLDER).port(65_529);
        assertThatThrownBy(() -> last.instances(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65529")
                .hasMessageContaining("8 ports");
    }

    @Test
    void noInstancesAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).instances(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instances of command-service");
    }

    @Test
    void moreDatabasesThanPartitionsAreRefused() {
        assertThatThrownBy(() -> StackOptions.in(FOLDER).partitions(2).databases(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("databases must be 1 to the number of partitions, 2, not 3");
    }
}
