package dev.foldline.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeEndpointsTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theShellGoesBeforeDotEnvAndThatBeforeTheDefault() throws IOException {
        Files.writeString(folder.resolve(".env"), """
                # ports
                #REGISTRY_PORT=1
                KAFKA_PORT=2
                POSTGRES_PORT = 3
                POSTGRES_PASSWORD=a=b&c
                BIND_ADDRESS=
                """);
        ComposeEndpoints endpoints = new ComposeEndpoints(folder, Map.of("KAFKA_PORT", "4"));

        assertThat(endpoints.get("bootstrap.servers")).isEqualTo("127.0.0.1:4");
        assertThat(endpoints.get("jdbc.url"))
                .isEqualTo("jdbc:postgresql://127.0.0.1:3/foldline?user=foldline&password=a%3Db%26c");
        assertThat(endpoints.get("registry.url")).isEqualTo("http://127.0.0.1:18080/apis/ccompat/v7");
    }

    @Test
    void whatListensOnAllAddressesIsReachedOnThisMachine() {
        ComposeEndpoints open = new ComposeEndpoints(folder, Map.of("BIND_ADDRESS", "0.0.0.0"));
        ComposeEndpoints one = new ComposeEndpoints(folder, Map.of("BIND_ADDRESS", "192.0.2.7"));

        assertThat(open.get("bootstrap.servers")).isEqualTo("127.0.0.1:19092");
        assertThat(one.get("bootstrap.servers")).isEqualTo("192.0.2.7:19092");
    }

    @Test
    void theFirstInstanceOfTheRangeThatAnswersIsTaken() throws IOException {
        HttpServer instance = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        instance.createContext("/health/live", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        instance.start();
        int port = instance.getAddress().getPort();
        Map<String, String> range = Map.of("COMMAND_SERVICE_PORTS", port - 1 + "-" + (port + 1));
        try {
            assertThat(new ComposeEndpoints(folder, range).get("command.url")).isEqualTo("http://127.0.0.1:" + port);
        } finally {
            instance.stop(0);
        }
        assertThat(new ComposeEndpoints(folder, range).get("command.url")).isEqualTo("http://127.0.0.1:" + (port - 1));
    }

    @Test
    void whatIsNoPortIsOneLineThatNamesTheSetting() {
        ComposeEndpoints endpoints = new ComposeEndpoints(folder, Map.of("PROJECTION_SERVICE_PORTS", "many"));

        assertThatThrownBy(() -> endpoints.get("query.url"))
                .hasMessageStartingWith("PROJECTION_SERVICE_PORTS: \"many\" is not a port");
    }
}
