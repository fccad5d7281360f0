package dev.foldline.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three instances that share one view; each knows the two others. */
class SeveralInstancesTest {

    private static final String VIEW = "/projections/account-balances/rows";

    private final Instance one = new Instance(0, 2);
    private final Instance two = new Instance(1);
    private final Instance three = new Instance(3);
    private final List<Instance> all = List.of(one, two, three);

    @BeforeEach
    void meet() {
        one.knows(two, three);
        two.knows(one, three);
        three.knows(one, two);
        one.put(0, "a", 10);
        one.put(2, "d", 40);
        two.put(1, "b/2", 20);
        three.put(3, "c", 30);
    }

    @AfterEach
    void close() {
        all.forEach(Instance::close);
    }

    @Test
    void everyInstanceAnswersEveryKeyTheSame() throws Exception {
        for (Instance asked : all) {
            assertThat(balance(asked.get(VIEW + "/a"))).isEqualTo(10);
            assertThat(balance(asked.get(VIEW + "/b%2F2"))).isEqualTo(20);
            assertThat(balance(asked.get(VIEW + "/c"))).isEqualTo(30);
            assertThat(balance(asked.get(VIEW + "/d"))).isEqualTo(40);
            assertThat(asked.get(VIEW + "/e").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aListIsCompleteAndInTheOrderOfItsKeysWhoeverIsAsked() throws Exception {
        for (Instance asked : all) {
            assertThat(ids(asked.get(VIEW))).containsExactly("a", "b/2", "c", "d");
            assertThat(ids(asked.get(VIEW + "?limit=3"))).containsExactly("a", "b/2", "c");
        }
    }

    @Test
    void keysAreInTheOrderOfTheirBytesAsInAStore() throws Exception {
        // As UTF-16 the second comes before the first.
        one.put(0, "\uFF5E", 1);
        two.put(1, "\uD83D\uDE42", 1);

        assertThat(ids(three.get(VIEW))).endsWith("\uFF5E", "\uD83D\uDE42");
    }

    @Test
    void aRowThatIsHereIsAskedOfNobodyElse() throws Exception {
        assertThat(balance(one.get(VIEW + "/d"))).isEqualTo(40);

        assertThat(two.asked() + three.asked()).isZero();
    }

    @Test
    void theLikelyInstanceIsAskedFirstAndAWrongGuessDoesNoHarm() throws Exception {
        one.view().expects(three.url());

        assertThat(balance(one.get(VIEW + "/c"))).isEqualTo(30);
        assertThat(two.asked()).isZero();

        assertThat(balance(one.get(VIEW + "/b%2F2"))).isEqualTo(20);
    }

    @Test
    void aQuestionOfAnotherInstanceIsNotPassedOn() throws Exception {
        one.get(VIEW + "/nobody");
        one.get(VIEW);

        assertThat(one.asked()).isEqualTo(2);
        assertThat(two.asked()).isEqualTo(2);
        assertThat(three.asked()).isEqualTo(2);
    }

    @Test
    void aPartitionOnItsWayMakesItsRowsUnavailableAndNotUnknown() throws Exception {
        three.view().giveAway(3);

        for (Instance asked : all) {
            assertThat(balance(asked.get(VIEW + "/a"))).isEqualTo(10);
            for (HttpResponse<String> response :
                    List.of(asked.get(VIEW + "/c"), asked.get(VIEW + "/e"), asked.get(VIEW))) {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("Retry-After")).contains("2");
                assertThat(Instance.json(response).get("message").asText()).contains("partitions 3");
            }
        }

        two.view().has(3);
        two.put(3, "c", 30);
        assertThat(balance(one.get(VIEW + "/c"))).isEqualTo(30);
        assertThat(ids(one.get(VIEW))).containsExactly("a", "b/2", "c", "d");
    }

    @Test
    void aPartitionThatTwoInstancesHaveIsCountedOnce() throws Exception {
        two.view().has(3);
        two.put(3, "c", 30);

        assertThat(ids(one.get(VIEW))).containsExactly("a", "b/2", "c", "d");
    }

    @Test
    void anInstanceThatIsDeadOrDoesNotAnswerIsMissingAfterALimitedTime() throws Exception {
        three.close();
        assertThat(one.get(VIEW).statusCode()).isEqualTo(503);

        try (ServerSocket mute = new ServerSocket(0)) {
            two.view().knows(URI.create("http://127.0.0.1:" + mute.getLocalPort()));
            HttpResponse<String> response = two.get(VIEW + "/c");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(Instance.json(response).get("message").asText())
                    .contains("no answer within " + Instance.ANSWER_TIMEOUT.toMillis() + " ms");
            assertThat(balance(two.get(VIEW + "/a"))).isEqualTo(10);
        }
    }

    private static long balance(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Instance.json(response).get("balanceMinor").asLong();
    }

    private static List<String> ids(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Instance.json(response)
                .get("rows")
                .valueStream()
                .map((JsonNode row) -> row.get("accountId").asText())
                .toList();
    }
}
