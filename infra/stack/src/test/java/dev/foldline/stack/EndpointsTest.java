package dev.foldline.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.stack.server.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointsTest {

    private static final Endpoints ENDPOINTS = new Endpoints(
            "127.0.0.1:1",
            "jdbc:postgresql://127.0.0.1:2/foldline?user=foldline",
            "http://127.0.0.1:3/apis/ccompat/v7",
            "http://127.0.0.1:4",
            "http://127.0.0.1:5");

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() {
        Path file = folder.resolve(Endpoints.FILE_NAME);
        ENDPOINTS.write(file);
        assertThat(Endpoints.read(file)).isEqualTo(ENDPOINTS);
    }

    @Test
    void theFileHasTheDocumentedKeys() throws IOException {
        Path file = folder.resolve(Endpoints.FILE_NAME);
        ENDPOINTS.write(file);
        assertThat(Files.readAllLines(file))
                .map(line -> line.substring(0, line.indexOf('=')))
                .containsExactly("bootstrap.servers", "command.url", "jdbc.url", "query.url", "registry.url");
    }

    @Test
    void aShellCanReadTheValuesAsTheyStand() throws IOException {
        Path file = folder.resolve(Endpoints.FILE_NAME);
        ENDPOINTS.write(file);
        assertThat(file).content().contains("registry.url=http://127.0.0.1:3/apis/ccompat/v7\n");
    }

    @Test
    void anyLetterSurvives() {
        Endpoints odd = new Endpoints("", "jdbc:postgresql:c:\\größe 1", "", "", "");
        Path file = folder.resolve(Endpoints.FILE_NAME);
        odd.write(file);
        assertThat(Endpoints.read(file)).isEqualTo(odd);
    }

    @Test
    void aMissingFileSaysHowToStartAStack() {
        assertThatThrownBy(() -> Endpoints.read(folder.resolve(Endpoints.FILE_NAME)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("no stack is running")
                .hasMessageContaining("./foldline up");
    }

    @Test
    void aMissingValueIsNamed() throws IOException {
        Path file = folder.resolve(Endpoints.FILE_NAME);
        Files.writeString(file, "bootstrap.servers=127.0.0.1:1\n");
        assertThatThrownBy(() -> Endpoints.read(file))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("jdbc.url");
    }
}
