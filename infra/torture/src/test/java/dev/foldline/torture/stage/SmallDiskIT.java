package dev.foldline.torture.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskIT {

    private static final int MORE_THAN_IS_LEFT_BYTES = 1024 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<String> notices = new ArrayList<>();

    @Test
    void isFullUntilItIsWidened() throws IOException {
        try (SmallDisk disk = mounted()) {
            Files.write(data("before"), new byte[MORE_THAN_IS_LEFT_BYTES]);

            disk.fill();
            assertThatThrownBy(() -> Files.write(data("full"), new byte[MORE_THAN_IS_LEFT_BYTES]))
                    .hasMessageContaining("No space left");

            disk.widen();
            Files.write(data("wide"), new byte[MORE_THAN_IS_LEFT_BYTES]);
        }
    }

    @Test
    void itsFilesAreKeptWhenItIsUnmounted() throws IOException {
        SmallDisk disk = mounted();
        Files.writeString(data("file"), "kept");

        disk.unmount();
        disk.unmount();

        assertThat(data("file")).hasContent("kept");
        assertThat(Files.getFileStore(data("file"))).isEqualTo(Files.getFileStore(folder));
    }

    @Test
    void oneThatAKilledRunLeftBehindFullServesAgain() throws IOException {
        SmallDisk left = mounted();
        Files.writeString(data("file"), "from before");
        left.fill();

        try (SmallDisk disk = SmallDisk.at(folder.resolve("data"), notices::add)) {
            assertThat(disk.mounted()).isTrue();
            assertThat(data("file")).hasContent("from before");
            Files.write(data("more"), new byte[MORE_THAN_IS_LEFT_BYTES]);
        }
    }

    @Test
    void filesOfAnEarlierRunAreNotHiddenAndThatIsSaid() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(data("file"), "mine");

        try (SmallDisk disk = SmallDisk.at(folder.resolve("data"), notices::add)) {
            assertThat(disk.mounted()).isFalse();
            assertThat(data("file")).hasContent("mine");
        }
        assertThat(notices).singleElement().asString().contains("skipped, as it has files of an earlier run");
    }

    private SmallDisk mounted() {
        SmallDisk disk = SmallDisk.at(folder.resolve("data"), notices::add);
        assumeTrue(disk.mounted(), () -> notices.toString());
        return disk;
    }

    private Path data(String name) {
        return folder.resolve("data").resolve(name);
    }
}
