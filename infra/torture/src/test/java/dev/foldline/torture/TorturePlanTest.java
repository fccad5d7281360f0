package dev.foldline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.torture.client.CommandPlan;
import dev.foldline.torture.fault.Fault;
import dev.foldline.torture.fault.Faults;
import dev.foldline.torture.hostile.HostilePlan;
import dev.foldline.torture.hostile.HostileRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TorturePlanTest {

    private static final int CLIENTS = 3;
    private static final int COMMANDS = 5_000;
    private static final int HOSTILE = 1_000;
    private static final int STRIKES = 200;
    private static final List<HostileRecord> RECORDS = records();

    @Test
    void theSameSeedDrawsTheSameCommandsHostileRecordsAndFaultsInTheSameOrder() {
        assertThat(all(plan(7)).hashCode()).isEqualTo(all(plan(7)).hashCode());
        assertThat(all(plan(7))).isEqualTo(all(plan(7)));
        assertThat(all(plan(7)).hashCode()).isNotEqualTo(all(plan(8)).hashCode());
    }

    /** How far each of them comes in a second is up to the servers. */
    @Test
    void whatIsDrawnDoesNotDependOnHowFarTheOthersAre() {
        TorturePlan oneByOne = plan(7);
        TorturePlan inTurns = plan(7);
        List<String> hostile = hostile(oneByOne.hostile());
        List<String> faults = faults(oneByOne.faults());
        List<String> commands = commands(oneByOne.clients().getFirst());
        assertThat(commands(inTurns.clients().getFirst())).isEqualTo(commands);
        assertThat(commands(inTurns.clients().getLast())).isNotEqualTo(commands);
        assertThat(faults(inTurns.faults())).isEqualTo(faults);
        assertThat(hostile(inTurns.hostile())).isEqualTo(hostile);
    }

    @Test
    void everyHostileRecordIsDrawnAndManyAreWhereTheirKeyDoesNotBelong() {
        HostilePlan plan = plan(5).hostile();
        List<HostileRecord> drawn = Stream.generate(plan::next)
                .limit(RECORDS.size() * 4L / 3)
                .map(HostilePlan.Step::record)
                .toList();
        assertThat(drawn).containsAll(RECORDS);
        assertThat(drawn)
                .filteredOn(record -> record.code().equals("wrong-partition"))
                .hasSizeGreaterThanOrEqualTo(RECORDS.size() / 3);
    }

    private static TorturePlan plan(long seed) {
        return TorturePlan.of(seed, CLIENTS, new TorturePlan.Choice(8, RECORDS, Faults.all(), List.of()));
    }

    private static List<String> all(TorturePlan plan) {
        List<String> all = new ArrayList<>();
        plan.clients().forEach(client -> all.addAll(commands(client)));
        all.addAll(hostile(plan.hostile()));
        all.addAll(faults(plan.faults()));
        return all;
    }

    private static List<String> commands(CommandPlan plan) {
        return drawn(COMMANDS, () -> plan.next().toString());
    }

    private static List<String> hostile(HostilePlan plan) {
        return drawn(HOSTILE, () -> plan.next().toString());
    }

    private static List<String> faults(FaultPlan plan) {
        return drawn(STRIKES, () -> {
            FaultPlan.Strike strike = plan.next();
            return strike.faults().stream().map(Fault::name).toList() + " " + strike.seed() + " " + strike.calm();
        });
    }

    private static List<String> drawn(int count, Supplier<String> next) {
        return Stream.generate(next).limit(count).toList();
    }

    private static List<HostileRecord> records() {
        return IntStream.range(0, 66)
                .mapToObj(number -> HostileRecord.deadLetter(
                        "record " + number,
                        number < 3 ? "wrong-partition" : "undecodable",
                        place -> place.forAccount(new byte[1])))
                .toList();
    }
}
