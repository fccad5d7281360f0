package dev.foldline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandMixTest {

    @Test
    void theSameSeedGivesTheSameCommands() {
        assertThat(plan(5_000, 100, 42)).isEqualTo(plan(5_000, 100, 42));
        assertThat(plan(5_000, 100, 42)).isNotEqualTo(plan(5_000, 100, 43));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 10", "10, 10", "1000, 10", "5000, 1000", "4999, 1"})
    void itMakesExactlyAsManyRecordsAsAskedFor(int records, int accounts) {
        assertThat(plan(records, accounts, 7).stream()
                        .mapToInt(PlannedCommand::records)
                        .sum())
                .isEqualTo(records);
    }

    @Test
    void everyAccountIsOpenedFirst() {
        List<PlannedCommand> plan = plan(1_000, 200, 1);

        assertThat(plan.subList(0, 200)).allMatch(planned -> planned.command() instanceof OpenAccount);
        assertThat(plan.subList(200, plan.size())).noneMatch(planned -> planned.command() instanceof OpenAccount);
        assertThat(plan.stream().map(PlannedCommand::accountId).distinct()).hasSize(200);
    }

    @Test
    void everyKindOfCommandComesUp() {
        List<PlannedCommand> plan = plan(20_000, 500, 3);

        assertThat(plan).anyMatch(planned -> planned.command() instanceof WithdrawMoney);
        assertThat(plan).anyMatch(planned -> planned.command() instanceof CloseAccount);
        assertThat(plan).anyMatch(PlannedCommand::sentTwice);
        assertThat(plan).anyMatch(planned -> Objects.nonNull(planned.expectedVersion()));
        assertThat(plan)
                .anyMatch(
                        planned -> planned.command() instanceof DepositMoney deposit && deposit.getAmountMinor() <= 0);
    }

    private static List<PlannedCommand> plan(int records, int accounts, long seed) {
        List<PlannedCommand> plan = new ArrayList<>();
        new CommandMix(records, accounts, seed).forEachRemaining(plan::add);
        return plan;
    }
}
