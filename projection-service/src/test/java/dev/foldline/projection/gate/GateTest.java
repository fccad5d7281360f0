package dev.foldline.projection.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final int PARTITION = 3;

    private final KeyValueStore<Integer, GateState> store = GateStores.empty();
    private final Gates gates = new Gates("account-balances");
    private final Gate gate = gates.open(PARTITION, store);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void admitsEachPositionOnce() {
        assertThat(gate.admits(1)).isTrue();
        assertThat(gate.admits(2)).isTrue();
        assertThat(gate.admits(2)).isFalse();
        assertThat(gate.admits(1)).isFalse();
        assertThat(gate.admits(3)).isTrue();
        assertThat(gate.state()).isEqualTo(new GateState(3, 2, 0, 0));
    }

    @Test
    void aGapIsAdmittedAndCountedOnceWithWhatIsMissing() {
        gate.admits(1);
        assertThat(gate.admits(5)).isTrue();
        assertThat(gate.admits(6)).isTrue();
        assertThat(gate.state()).isEqualTo(new GateState(6, 0, 1, 3));
    }

    @Test
    void aFirstEventThatIsNotTheFirstPositionIsAGap() {
        gate.admits(3);
        assertThat(gate.state()).isEqualTo(new GateState(3, 0, 1, 2));
    }

    @Test
    void whatComesLateAfterAGapIsARepeatAndNeverFoldedOutOfOrder() {
        gate.admits(1);
        gate.admits(3);
        assertThat(gate.admits(2)).isFalse();
    }

    @Test
    void goesOnWhereItsStoreLeftOff() {
        gate.admits(1);
        gate.admits(4);
        gate.save();

        Gate reopened = gates.open(PARTITION, store);

        assertThat(reopened.state()).isEqualTo(new GateState(4, 0, 1, 2));
        assertThat(reopened.admits(4)).isFalse();
        assertThat(reopened.admits(5)).isTrue();
    }

    @Test
    void aGateThatClosesIsForgottenUnlessAnotherHasTakenItsPlace() {
        Gate successor = gates.open(PARTITION, store);
        gates.close(PARTITION, gate);
        assertThat(gates.states()).containsOnlyKeys(PARTITION);

        gates.close(PARTITION, successor);
        assertThat(gates.states()).isEmpty();
        assertThat(gates.state(PARTITION)).isNull();
    }
}
