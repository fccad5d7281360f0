package dev.foldline.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class EndpointOptionsTest {

    @TempDir
    private Path folder = Path.of("");

    @Command(name = "sample")
    private static final class Sample {
        @Mixin
        private final EndpointOptions endpoints;

        Sample(Map<String, String> environment) {
            this.endpoints = new EndpointOptions(environment);
        }
    }

    @Command(name = "root")
    static final class Root {
        @Option(names = EndpointSource.OPTION)
        private EndpointSource source = EndpointSource.LOCAL;

        private String registryUrl = "";

        @Command(name = "where")
        int where(@Mixin EndpointOptions endpoints) {
            registryUrl = source == EndpointSource.COMPOSE ? endpoints.registryUrl() : "";
            return 0;
        }
    }

    @Test
    void anOptionWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        write("jdbc.url=file-j\nregistry.url=file-r\nquery.url=file-q\nbootstrap.servers=file-b\n");
        EndpointOptions endpoints = parse(
                Map.of("FOLDLINE_JDBC_URL", "env-j", "FOLDLINE_REGISTRY_URL", "env-r"),
                "--data=" + folder,
                "--jdbc-url=option-j");

        assertThat(endpoints.jdbcUrl()).isEqualTo("option-j");
        assertThat(endpoints.registryUrl()).isEqualTo("env-r");
        assertThat(endpoints.queryUrl()).isEqualTo("file-q");
        assertThat(endpoints.bootstrapServers()).isEqualTo("file-b");
    }

    @Test
    void theFolderIsTakenFromTheEnvironmentUnlessAnOptionNamesIt() throws IOException {
        write("query.url=file-q\n");

        assertThat(parse(Map.of("FOLDLINE_DATA", folder.toString())).queryUrl()).isEqualTo("file-q");
        assertThat(parse(Map.of("FOLDLINE_DATA", "/nowhere"), "--data=" + folder)
                        .queryUrl())
                .isEqualTo("file-q");
    }

    @Test
    void whoeverIsToldEverythingNeedsNoFolder() {
        EndpointOptions endpoints =
                parse(Map.of("FOLDLINE_BOOTSTRAP_SERVERS", "b"), "--data=/nowhere", "--query-url=q");

        assertThat(endpoints.bootstrapServers()).isEqualTo("b");
        assertThat(endpoints.queryUrl()).isEqualTo("q");
    }

    @Test
    void theRootSaysThatTheStackIsThatOfCompose() {
        Root root = new Root();

        assertThat(new CommandLine(root).execute("--endpoints=COMPOSE", "where", "--data=/nowhere"))
                .isZero();
        assertThat(root.registryUrl).endsWith("/apis/ccompat/v7");
    }

    @Test
    void aMissingFolderIsOneLineThatSaysWhatToDo() {
        assertThatThrownBy(() -> parse(Map.of(), "--data=/nowhere").jdbcUrl())
                .hasMessage(
                        "there is no /nowhere/endpoints.properties: start a stack with ./foldline up, or say where one"
                                + " is with --endpoints compose, --data or --bootstrap-servers, --jdbc-url,"
                                + " --registry-url, --query-url and --command-url");
    }

    @Test
    void aMissingEndpointIsOneLineThatNamesItsOption() throws IOException {
        write("query.url=q\n");

        assertThatThrownBy(() -> parse(Map.of(), "--data=" + folder).jdbcUrl())
                .hasMessageContaining("has no jdbc.url")
                .hasMessageEndingWith("give --jdbc-url or FOLDLINE_JDBC_URL");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("endpoints.properties"), text);
    }

    private static EndpointOptions parse(Map<String, String> environment, String... args) {
        Sample sample = new Sample(environment);
        new CommandLine(sample).parseArgs(args);
        return sample.endpoints;
    }
}
