package dev.foldline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewClientTest {

    /** What the service answers, one after the other. */
    private record Answer(int status, String body) {}

    private final CommandResult result;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String url;
    private final ViewClient client;

    ViewClientTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        client = ViewClient.open(url + "/");
        GeneratedClasses.trust();
        result = CommandResult.newBuilder()
                .setCommandId("0")
                .setAggregateId("parcel-1")
                .setAggregateType("parcel")
                .setStatus(CommandStatus.ACCEPTED)
                .setAggregateVersion(1)
                .setPartition(3)
                .setCommandOffset(9)
                .setLastPosition(120)
                .setEventCount(1)
                .setDecidedAt(Instant.EPOCH)
                .build();
    }

    @BeforeEach
    void serve() {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            Answer answer = answers.remove();
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
    }

    @Test
    void aRowIsAskedForBehindThePositionOfTheResult() {
        answers.add(new Answer(200, "{\"balanceMinor\": 5}"));

        Optional<JsonNode> row = client.read("parcels", "a/b c.é", result).join();

        assertThat(row.orElseThrow().get("balanceMinor").asLong()).isEqualTo(5);
        assertThat(asked).containsExactly("/projections/parcels/rows/a%2Fb%20c%2E%C3%A9?after=3:120");
    }

    @Test
    void aKeyWithoutARowIsEmpty() {
        answers.add(new Answer(404, "{\"error\": \"unknown-key\"}"));

        assertThat(client.read("parcels", "parcel-1", result).join()).isEmpty();
    }

    @Test
    void aViewThatMovesOrIsBehindIsAskedAgain() {
        answers.add(new Answer(503, "{}"));
        answers.add(new Answer(504, "{}"));
        answers.add(new Answer(200, "{}"));

        assertThat(client.read("parcels", "parcel-1", result).join()).isPresent();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aViewThatStaysBehindIsGivenUpAndItsOwnSentenceIsKept() {
        answers.add(new Answer(504, "{\"message\": \"parcels is at 7\"}"));

        try (ViewClient impatient = new ViewClient(url, Duration.ZERO)) {
            assertThatThrownBy(
                            () -> impatient.read("parcels", "parcel-1", result).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(CommandClientException.class)
                    .hasMessageContaining("answered HTTP 504: parcels is at 7");
        }
    }

    @Test
    void anUnknownViewIsNoMissingRow() {
        answers.add(new Answer(404, "{\"error\": \"unknown-projection\", \"message\": \"no projection x\"}"));

        assertThatThrownBy(() -> client.read("x", "parcel-1", result).join())
                .cause()
                .hasMessageContaining("no projection x");
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        server.stop(0);

        assertThatThrownBy(() -> client.read("parcels", "parcel-1", result).join())
                .cause()
                .isInstanceOf(CommandClientException.class)
                .hasMessageContaining("no answer from " + url);
    }
}
