package dev.foldline.domain.spec;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class DeciderSpecTest {

    /** A counter that takes steps of 1 up to 3: a command is how far to go, an event one step, a state the count. */
    private static final class Counter implements Decider<Integer, Integer, String> {

        @Override
        public Integer initialState() {
            return 0;
        }

        @Override
        public Decision<String> decide(Integer command, Integer state) {
            return state + command > 3
                    ? Decision.reject("too-far", state + " and " + command + " is more than 3")
                    : Decision.accept(Collections.nCopies(command, "step"));
        }

        @Override
        public Integer evolve(Integer state, String event) {
            return state + 1;
        }
    }

    private final DeciderSpec<Integer, Integer, String> counter = DeciderSpec.of(new Counter());

    @Test
    void whatIsDecidedGoesOnWithTheStream() {
        assertThatCode(() -> counter.given("step")
                        .when(2)
                        .then("step", "step")
                        .when(1)
                        .thenRejected("too-far")
                        .when(1)
                        .thenRejected("too-far", "3 and 1 is more than 3")
                        .when(0)
                        .then())
                .doesNotThrowAnyException();
    }

    @Test
    void otherEventsAreRefusedAndBothAreNamed() {
        assertThatThrownBy(() -> counter.given().when(2).then("step"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        2
                        on 0
                        should be accepted with
                            step
                        but is accepted with
                            step
                            step""");
        assertThatThrownBy(() -> counter.given().when(0).then("step"))
                .hasMessageEndingWith("but is accepted without an event");
    }

    @Test
    void anotherRejectionIsRefusedAndBothAreNamed() {
        assertThatThrownBy(() -> counter.given().when(4).thenRejected("too-far", "no"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        4
                        on 0
                        should be rejected with too-far: no
                        but is rejected with too-far: 0 and 4 is more than 3""");
        assertThatThrownBy(() -> counter.given().when(4).thenRejected("too-late"))
                .hasMessageContaining("should be rejected with too-late\nbut is rejected with too-far: ");
        assertThatThrownBy(() -> counter.given().when(0).thenRejected("too-far"))
                .hasMessageContaining("should be rejected with too-far\nbut is accepted without an event");
    }
}
