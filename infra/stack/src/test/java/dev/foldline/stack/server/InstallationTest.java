package dev.foldline.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationTest {

    @Test
    void aFolderOfDomainsIsAddedToTheClassPathAsAWhole(@TempDir Path jars) {
        assertThat(Installation.domains(jars.toString())).isEqualTo(File.pathSeparator + jars.resolve("*"));
    }

    @Test
    void withoutAFolderOfDomainsNothingIsAdded() {
        assertThat(Installation.domains(null)).isEmpty();
        assertThat(Installation.domains(" ")).isEmpty();
    }

    @Test
    void aFolderOfDomainsThatIsNotThereIsSaidInOneLine(@TempDir Path folder) {
        String missing = folder.resolve("no-such").toString();
        assertThatThrownBy(() -> Installation.domains(missing))
                .isInstanceOf(StackException.class)
                .hasMessage("FOLDLINE_DOMAINS is " + missing + ", which is no folder of jars");
    }
}
