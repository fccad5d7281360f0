package dev.foldline.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One instance that has the whole view. */
class ProjectionRoutesTest {

    private static final int ROWS = 120;
    private static final String VIEW = "/projections/account-balances/rows";

    private final Instance instance = new Instance(0, 1, 2, 3);

    @BeforeEach
    void fill() {
        for (int i = 0; i < ROWS; i++) {
            instance.put(i % Instance.PARTITIONS, "account-" + i, 500L + i);
        }
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void aKeyHasItsRowAsPlainJson() throws Exception {
        HttpResponse<String> response = instance.get(VIEW + "/account-7");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Instance.json(response)).isEqualTo(new ObjectMapper().readTree("""
                        {"accountId": "account-7", "owner": "Ada", "currency": "EUR", "balanceMinor": 507,
                         "status": "OPEN", "transactionCount": 2, "version": 3,
                         "lastActivityAt": "2026-01-01T00:00:00.123456Z"}"""));
    }

    @Test
    void anUnknownKeyIs404WithABody() throws Exception {
        assertRefused(instance.get(VIEW + "/nobody"), 404, "unknown-key", "account-balances has no row nobody");
    }

    @Test
    void anUnknownProjectionIs404AndNamesTheKnownOnes() throws Exception {
        String message = "no projection nothing; known are account-balances";

        assertRefused(instance.get("/projections/nothing/rows/account-1"), 404, "unknown-projection", message);
        assertRefused(instance.get("/projections/nothing/rows"), 404, "unknown-projection", message);
    }

    @Test
    void aListHasTheFirstHundredRowsByKeyUnlessALimitIsGiven() throws Exception {
        assertThat(Instance.json(instance.get(VIEW)).get("rows")).hasSize(100);
        assertThat(Instance.json(instance.get(VIEW + "?limit=1000")).get("rows"))
                .hasSize(ROWS)
                .extracting(row -> row.get("accountId").asText())
                .isSorted();

        JsonNode three = Instance.json(instance.get(VIEW + "?limit=3"));
        assertThat(three.get("projection").asText()).isEqualTo("account-balances");
        assertThat(three.get("rows"))
                .extracting(row -> row.get("accountId").asText())
                .containsExactly("account-0", "account-1", "account-10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "many", ""})
    void aBadLimitIs400WithABody(String limit) throws Exception {
        assertRefused(
                instance.get(VIEW + "?limit=" + limit),
                400,
                "bad-limit",
                "limit is \"" + limit + "\", not a number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:", ":1", "4:1", "-1:1", "1:-1", "one:1", "1:1:1", "1:9999999999999999999"})
    void aBadPositionIs400WithABody(String after) throws Exception {
        String message = "after is \"" + after + "\", not PARTITION:POSITION with a partition from 0 to 3";

        assertRefused(instance.get(VIEW + "/account-1?after=" + after), 400, "bad-after", message);
        assertRefused(instance.get(VIEW + "?after=1:0&after=" + after), 400, "bad-after", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10001", "soon"})
    void aBadWaitIs400WithABody(String wait) throws Exception {
        assertRefused(
                instance.get(VIEW + "/account-1?after=1:1&wait-ms=" + wait),
                400,
                "bad-wait-ms",
                "wait-ms is \"" + wait + "\", not a number from 0 to 10000");
    }

    @Test
    void aViewOfWhichAPartitionIsNowhereIs503AndSaysWhenToAskAgain() throws Exception {
        instance.view().giveAway(2);
        String message = "account-balances: partitions 2 are on no instance that answers for them now";

        HttpResponse<String> row = instance.get(VIEW + "/account-2");
        assertRefused(row, 503, "view-unavailable", message);
        assertThat(row.headers().firstValue("Retry-After")).contains("2");
        assertRefused(instance.get(VIEW), 503, "view-unavailable", message);
        assertThat(instance.get(VIEW + "/account-3").statusCode())
                .as("a row that is here")
                .isEqualTo(200);
    }

    @Test
    void aStoreThatClosesUnderTheReaderIsNoEmptyStore() throws Exception {
        instance.view().closeStore(2);

        assertThat(instance.get(VIEW + "/account-2").statusCode()).isEqualTo(503);
        assertThat(instance.get(VIEW).statusCode()).isEqualTo(503);
    }

    private static void assertRefused(HttpResponse<String> response, int status, String error, String message)
            throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Instance.json(response).get("error").asText()).isEqualTo(error);
        assertThat(Instance.json(response).get("message").asText()).isEqualTo(message);
    }
}
