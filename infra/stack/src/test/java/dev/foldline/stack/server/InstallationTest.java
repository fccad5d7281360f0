package dev.foldline.stack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void aServiceHasTheExampleDomainsBesideItsOwnLibraries(@TempDir Path home) throws Exception {
        for (String folder : List.of("command-service/target/lib", "schemas/examples/target/lib")) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.createFile(home.resolve("command-service/target/command-service.jar"));
        Path examples = Files.createFile(home.resolve("schemas/examples/target/foldline-examples.jar"));

        assertThat(new Installation(home, null).serviceClassPath("command-service"))
                .isEqualTo(String.join(
                        File.pathSeparator,
                        home.resolve("command-service/target/command-service.jar")
                                .toString(),
                        home.resolve("command-service/target/lib/*").toString(),
                        examples.toString(),
                        home.resolve("schemas/examples/target/lib/*").toString()));
    }

    @Test
    void onlyOffLeavesTheExampleDomainsOut() {
        assertThat(Installation.leavesExamplesOut("off")).isTrue();
        assertThat(Installation.leavesExamplesOut(null)).isFalse();
        assertThat(Installation.leavesExamplesOut("on")).isFalse();
    }

    @Test
    void aFolderOfDomainsThatIsNotThereIsSaidInOneLine(@TempDir Path folder) {
        String missing = folder.resolve("no-such").toString();
        assertThatThrownBy(() -> Installation.domains(missing))
                .isInstanceOf(StackException.class)
                .hasMessage("FOLDLINE_DOMAINS is " + missing + ", which is not a folder of jars");
    }
}
