package dev.foldline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands for operators ask of the services, and what they make of the answer. */
class OperatorCommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer service = open();
    private int status = 200;
    private String body = "{\"partition\":3}";

    @BeforeEach
    void start() {
        service.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream answer = exchange.getResponseBody()) {
                answer.write(bytes);
            }
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "dead-letters list, GET /dead-letters?limit=100&open=true",
        "dead-letters list --all --partition 3 --limit 5, GET /dead-letters?limit=5&open=false&partition=3",
        "dead-letters show 3 123, GET /dead-letters/3/123",
        "dead-letters retry 3 123, POST /dead-letters/3/123/retry?force=false",
        "dead-letters retry 3 123 --force, POST /dead-letters/3/123/retry?force=true",
        "dead-letters dismiss 3 123 --reason a&b, POST /dead-letters/3/123/dismiss?reason=a%26b",
        "aggregate account-1, GET /aggregates/account-1",
        "aggregate a/b.c --at-version 3, GET /aggregates/a%2Fb%2Ec?version=3",
        "aggregate account-1 --at 2026-11-21T10:15:30Z, GET /aggregates/account-1?at=2026-11-21T10%3A15%3A30Z",
        "inline-views list, GET /inline-views",
        "inline-views rebuild order-summary, POST /inline-views/order-summary/rebuild",
        "projections dead-letters order-summary, GET /projections/order-summary/dead-letters",
    })
    void eachActionIsOneRequestWhoseAnswerIsPrinted(String arguments, String request) {
        assertThat(execute(arguments)).isEqualTo(FoldlineCommand.OK);

        assertThat(requests).containsExactly(request);
        assertThat(out.toString()).contains("\"partition\" : 3");
    }

    @Test
    void aRequestThatIsTakenOnIsAnAnswerToo() {
        status = 202;

        assertThat(execute("inline-views rebuild order-summary")).isEqualTo(FoldlineCommand.OK);
    }

    @Test
    void eventsAreAskedForFromAVersionOn() {
        assertThat(execute("aggregate account-1 --events --from 2 --limit 10")).isEqualTo(FoldlineCommand.OK);

        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("GET /aggregates/account-1/events?")
                .contains("from=2", "limit=10");
    }

    @Test
    void manyAreSentAgainByTheirCode() {
        assertThat(execute("dead-letters retry --code unknown-schema")).isEqualTo(FoldlineCommand.OK);

        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("POST /dead-letters/retry?")
                .contains("code=unknown-schema", "limit=100");
    }

    @Test
    void theViewsAreATableOfWhatIsKnown() {
        body = """
                {"projections": [
                  {"projection": "account-balances", "version": 2, "state": "RUNNING", "caughtUp": true, "lagEvents": 0,
                   "lagSeconds": 0.0, "eventsPerSecond": 12.34, "repeats": 1, "gaps": 2, "missing": 3, "parked": 4},
                  {"projection": "orders", "version": 1, "state": "NOWHERE", "caughtUp": false, "eventsPerSecond": 0.0,
                   "repeats": 0, "gaps": 0, "missing": 0, "parked": 0, "errors": {"2": "no disk"},
                   "reasons": {"2": "an offset is pending"},
                   "unknown": ["Kafka is away"],
                   "rebuild": {"build": 3, "state": "BUILDING", "eventsDone": 5, "eventsTotal": 9,
                               "eventsPerSecond": 7}}]}""";

        assertThat(FoldlineCommand.commandLine()
                        .setOut(new PrintWriter(out))
                        .execute(
                                "projections",
                                "--query-url=http://127.0.0.1:"
                                        + service.getAddress().getPort()))
                .isEqualTo(FoldlineCommand.OK);

        assertThat(requests).containsExactly("GET /projections");
        assertThat(out.toString().lines())
                .containsExactly(
                        "PROJECTION        VERSION  STATE    CAUGHT UP  LAG  LAG S  PER S"
                                + "  REPEATS  GAPS  MISSING  PARKED",
                        "account-balances  2        RUNNING  true       0    0.0    12.3   1        2     3        4",
                        "orders            1        NOWHERE  false      -    -      0.0    0        0     0        0",
                        "orders: build 3 is BUILDING, 5 of 9 events, 7 per second",
                        "orders: does not run on instance 2: an offset is pending",
                        "orders: last error of instance 2: no disk",
                        "orders: Kafka is away");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "skip"})
    void aParkedKeyIsHandledInTheNameOfWhoeverAsks(String action) {
        assertThat(execute("projections " + action + " order-summary a/b")).isEqualTo(FoldlineCommand.OK);

        assertThat(requests)
                .containsExactly("POST /projections/order-summary/dead-letters/a%2Fb/" + action + "?actor="
                        + System.getProperty("user.name"));
    }

    @Test
    void oneViewIsATableOfItsPartitions() {
        body = """
                {"projection": "account-balances", "partitions": [
                  {"partition": 0, "state": "RUNNING", "instances": ["1", "2"], "position": 7, "lastPosition": 9,
                   "caughtUp": false, "lagEvents": 2, "lagSeconds": 1.5, "eventsPerSecond": 3.0, "repeats": 0,
                   "gaps": 0, "missing": 0, "parked": 0},
                  {"partition": 1, "state": "NOWHERE", "instances": [], "lastPosition": 9, "caughtUp": false,
                   "eventsPerSecond": 0.0, "repeats": 0, "gaps": 0, "missing": 0, "parked": 0}]}""";

        assertThat(execute("projections account-balances")).isEqualTo(FoldlineCommand.OK);

        assertThat(requests).containsExactly("GET /projections/account-balances");
        assertThat(out.toString().lines())
                .containsExactly(
                        "PARTITION  INSTANCES  POSITION  OF  STATE    CAUGHT UP  LAG  LAG S  PER S"
                                + "  REPEATS  GAPS  MISSING  PARKED",
                        "0          1,2        7         9   RUNNING  false      2    1.5    3.0"
                                + "    0        0     0        0",
                        "1          -          -         9   NOWHERE  false      -    -      0.0"
                                + "    0        0     0        0");
    }

    @Test
    void aRefusalIsTheServicesSentenceOnStderr() {
        status = 409;
        body = "{\"error\":\"already-resolved\",\"message\":\"it is resolved\"}";

        assertThat(execute("dead-letters retry 3 123")).isEqualTo(FoldlineCommand.FAILED);
        assertThat(err.toString().lines()).containsExactly("foldline: it is resolved");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anAnswerOfSomebodyElseIsNamed() {
        status = 404;
        body = "<html>";

        assertThat(execute("dead-letters list")).isEqualTo(FoldlineCommand.FAILED);
        assertThat(err.toString()).contains("/dead-letters").contains("HTTP 404: <html>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dead-letters",
                "dead-letters show 3",
                "dead-letters show x 123",
                "dead-letters retry",
                "dead-letters retry 3",
                "dead-letters retry 3 123 --code x",
                "dead-letters retry --code x --force",
                "dead-letters dismiss 3 123",
                "aggregate",
                "aggregate a --at-version x",
                "aggregate a --at today",
                "aggregate a --at-version 1 --events",
                "inline-views",
                "inline-views rebuild",
                "projections one two",
                "projections dead-letters",
                "projections retry one",
                "projections skip one",
            })
    void wrongUseAsksNothing(String arguments) {
        assertThat(execute(arguments)).isEqualTo(FoldlineCommand.WRONG_USE);
        assertThat(requests).isEmpty();
    }

    private int execute(String arguments) {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ", -1)));
        if (all.size() > 1) {
            String option = all.getFirst().equals("projections") ? "--query-url=" : "--command-url=";
            all.add(option + "http://127.0.0.1:" + service.getAddress().getPort());
        }
        return FoldlineCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
