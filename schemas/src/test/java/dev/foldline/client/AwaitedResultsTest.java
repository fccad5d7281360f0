package dev.foldline.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.parcel.InsureParcel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AwaitedResultsTest {

    private static final int AWAITED_MAX = 4;
    private static final UUID ID = UUID.fromString("0193b1c0-7c00-7000-8000-000000000001");

    private final AwaitedResults awaited = new AwaitedResults(AWAITED_MAX, Duration.ofMinutes(1));

    @Test
    void oneIdSentToTwoAggregatesGivesEachCallerTheResultOfItsOwn() {
        AwaitedResults.Awaited first = add("parcel-1");
        AwaitedResults.Awaited second = add("parcel-2");

        awaited.complete(ID, resultOf("parcel-2"));
        assertThat(first.future()).isNotDone();
        assertThat(second.future()).isCompletedWithValue(resultOf("parcel-2"));

        awaited.complete(ID, resultOf("parcel-1"));
        assertThat(first.future()).isCompletedWithValue(resultOf("parcel-1"));
        assertAllPlacesAreFree();
    }

    @Test
    void aResultOfAnotherAggregateIsNobodys() {
        AwaitedResults.Awaited command = add("parcel-1");
        awaited.complete(ID, resultOf("parcel-2"));

        assertThat(command.future()).isNotDone();
    }

    @Test
    void aResultWithoutAnAggregateIsThatOfTheKeyThatIsNotValid() {
        AwaitedResults.Awaited tooLong = add("p".repeat(513));
        AwaitedResults.Awaited good = add("parcel-1");
        awaited.complete(ID, resultOf(""));

        assertThat(tooLong.future()).isCompletedWithValue(resultOf(""));
        assertThat(good.future()).isNotDone();
    }

    @Test
    void anIdThatUtf8CannotHoldGetsItsResultAsItWasSent() {
        AwaitedResults.Awaited half = add("parcel-\ud83d");
        awaited.complete(ID, resultOf("parcel-?"));

        assertThat(half.future()).isCompletedWithValue(resultOf("parcel-?"));
    }

    @Test
    void endingFailsTheCommandsOfAllAggregates() {
        AwaitedResults.Awaited first = add("parcel-1");
        AwaitedResults.Awaited second = add("parcel-2");
        awaited.end(new CommandClientException("closed", null, true));

        assertThat(first.future()).isCompletedExceptionally();
        assertThat(second.future()).isCompletedExceptionally();
    }

    private AwaitedResults.Awaited add(String aggregateId) {
        return awaited.add(
                CommandRequest.of(aggregateId, new InsureParcel(5L, "", "")).withCommandId(ID), false);
    }

    /** Otherwise the last of them would be refused. */
    private void assertAllPlacesAreFree() {
        for (int i = 0; i < AWAITED_MAX; i++) {
            assertThat(add("free-" + i).future()).isNotDone();
        }
    }

    private static CommandResult resultOf(String aggregateId) {
        return new CommandResult(
                ID.toString(),
                aggregateId,
                "parcel",
                CommandStatus.ACCEPTED,
                1L,
                1,
                7L,
                3L,
                1,
                null,
                null,
                null,
                null,
                false,
                Instant.parse("2026-11-02T10:00:00.123456Z"),
                List.of());
    }
}
