package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.torture.fault.Fault;
import dev.foldline.torture.fault.Faults;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final int STRIKES = 100;

    @Test
    void theSameSeedDrawsTheSameFaultsAndAnotherOneOthers() {
        assertThat(drawn(7)).isEqualTo(drawn(7));
        assertThat(drawn(7)).isNotEqualTo(drawn(8));
    }

    @Test
    void faultsAtOnceShareNoPart() {
        strikes(3)
                .filter(strike -> strike.faults().size() > 1)
                .forEach(strike -> assertThat(strike.faults().getFirst().parts())
                        .doesNotContainAnyElementsOf(strike.faults().getLast().parts()));
    }

    @Test
    void everyFaultIsDrawnBeforeMostComeAgain() {
        Set<String> names = new HashSet<>();
        strikes(5).forEach(strike -> strike.faults().forEach(fault -> names.add(fault.name())));
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        Faults.all().stream().map(Fault::name).toList());
    }

    @Test
    void aFaultThatThereIsNotIsRefusedWithTheNamesOfThoseThatThereAre() {
        assertThat(Faults.named(List.of("kill-broker"))).extracting(Fault::name).containsExactly("kill-broker");
        assertThatThrownBy(() -> Faults.named(List.of("kill-broker", "kill-nobody")))
                .hasMessageContainingAll("kill-nobody", "kill-broker", "rewind-views");
    }

    @Test
    void thoseThatAreToComeFirstStrikeAloneBeforeTheOthers() {
        FaultPlan plan = new FaultPlan(Faults.all(), Faults.named(List.of("slow-broker-restart", "kill-broker")), 7);

        assertThat(Stream.generate(plan::next).limit(2).map(FaultPlan.Strike::faults))
                .allSatisfy(faults -> assertThat(faults).hasSize(1))
                .extracting(faults -> faults.getFirst().name())
                .containsExactly("slow-broker-restart", "kill-broker");
    }

    private static List<String> drawn(long seed) {
        return strikes(seed)
                .map(strike ->
                        strike.faults().stream().map(Fault::name).toList() + " " + strike.seed() + " " + strike.calm())
                .toList();
    }

    private static Stream<FaultPlan.Strike> strikes(long seed) {
        return Stream.generate(new FaultPlan(Faults.all(), seed)::next).limit(STRIKES);
    }
}
