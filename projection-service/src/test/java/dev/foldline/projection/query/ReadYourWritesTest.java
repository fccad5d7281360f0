package dev.foldline.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.testing.TestTimeouts;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances that share one view, asked for what a command has just changed. */
class ReadYourWritesTest {

    private static final String VIEW = "/projections/account-balances/rows";
    private static final String LONG_WAIT = "&wait-ms=10000";

    private final Instance one = new Instance(0, 1);
    private final Instance two = new Instance(2, 3);

    @BeforeEach
    void meet() {
        one.knows(two);
        two.knows(one);
        one.put(0, "a", 1);
        two.put(2, "b", 1);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    @Test
    void theAnswerComesWhenThePartitionHasPassedThePositionWhereverItIs() throws Exception {
        for (Instance asked : new Instance[] {one, two}) {
            two.view().passed(2, 6);
            CompletableFuture<HttpResponse<String>> row = get(asked, VIEW + "/b?after=2:7" + LONG_WAIT);
            CompletableFuture<HttpResponse<String>> rows = get(asked, VIEW + "?after=2:7" + LONG_WAIT);
            assertThat(row).isNotDone();

            two.put(2, "b", 50);
            two.view().passed(2, 7);

            assertThat(Instance.json(row.get(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS))
                            .get("balanceMinor")
                            .asLong())
                    .isEqualTo(50);
            assertThat(Instance.json(rows.get(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS))
                            .at("/rows/1/balanceMinor")
                            .asLong())
                    .isEqualTo(50);
        }
    }

    @Test
    void aPositionThatIsPassedIsNotWaitedFor() throws Exception {
        two.view().passed(2, 7);

        assertThat(one.get(VIEW + "/b?after=2:7&wait-ms=0").statusCode()).isEqualTo(200);
        assertThat(one.get(VIEW + "/b?after=2:5&after=2:7&after=0:0&wait-ms=0").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aViewThatDoesNotComeSoFarInTimeIs504AndSaysHowFarItIs() throws Exception {
        one.view().passed(0, 12);
        two.view().passed(2, 6);

        for (String path : new String[] {VIEW + "/b?after=2:7&after=0:12", VIEW + "?after=2:7"}) {
            for (Instance asked : new Instance[] {one, two}) {
                HttpResponse<String> response = asked.get(path);
                assertThat(response.statusCode()).isEqualTo(504);
                JsonNode body = Instance.json(response);
                assertThat(body.get("error").asText()).isEqualTo("view-behind");
                assertThat(body.get("message").asText()).startsWith("account-balances has not passed");
                assertThat(body.at("/positions/2").asLong()).isEqualTo(6);
            }
        }
    }

    @Test
    void ofOnePartitionTheHighestPositionCounts() throws Exception {
        two.view().passed(2, 6);

        assertThat(one.get(VIEW + "/b?after=2:7&after=2:5").statusCode()).isEqualTo(504);
    }

    @Test
    void aPartitionThatLeavesWhileItIsWaitedForIsUnavailable() throws Exception {
        CompletableFuture<HttpResponse<String>> row = get(one, VIEW + "/b?after=2:7" + LONG_WAIT);
        Awaitility.await().until(() -> two.asked() > 0);

        two.view().giveAway(2);

        assertThat(row.get(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS).statusCode())
                .isEqualTo(503);
    }

    @Test
    void aRequestBeyondThoseThatMayWaitIsToldToComeAgain() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> three = Stream.generate(
                        () -> get(two, VIEW + "/b?after=2:7" + LONG_WAIT))
                .limit(3)
                .toList();
        CompletableFuture.anyOf(three.toArray(CompletableFuture[]::new))
                .get(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS);

        two.view().passed(2, 7);

        assertThat(three)
                .extracting(response -> response.get(TestTimeouts.CONDITION.toSeconds(), TimeUnit.SECONDS)
                        .statusCode())
                .containsExactlyInAnyOrder(200, 200, 503);
        assertThat(two.get(VIEW + "/b?after=2:7").statusCode()).isEqualTo(200);
    }

    private static CompletableFuture<HttpResponse<String>> get(Instance instance, String path) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return instance.get(path);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
