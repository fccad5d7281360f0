package dev.foldline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.conference.CancelReservation;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReserveSeats;
import dev.foldline.schema.order.CancelOrder;
import dev.foldline.schema.order.ConfirmPayment;
import dev.foldline.schema.order.PlaceOrder;
import dev.foldline.schema.order.ShipOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
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
    void everyAccountIsOpenedOnceBeforeAnythingElseHappensToIt() {
        List<PlannedCommand> accounts = plan(1_000, 200, 1).stream()
                .filter(planned -> planned.aggregateId().startsWith("account-"))
                .toList();

        assertThat(accounts.subList(0, 200)).allMatch(planned -> first(planned) instanceof OpenAccount);
        assertThat(accounts.subList(200, accounts.size())).noneMatch(planned -> first(planned) instanceof OpenAccount);
        assertThat(accounts.stream().map(PlannedCommand::aggregateId).distinct())
                .hasSize(200);
    }

    @Test
    void mostCommandsAreForAccountsSomeForOrdersAndAFewForConferences() {
        Map<String, Long> shares = plan(20_000, 500, 3).stream()
                .collect(Collectors.groupingBy(
                        planned -> planned.aggregateId().replaceAll("-.*", ""), Collectors.counting()));

        assertThat(shares.get("account")).isBetween(15_000L, 16_500L);
        assertThat(shares.get("order")).isBetween(2_700L, 3_300L);
        assertThat(shares.get("conference")).isBetween(850L, 1_150L);
    }

    @Test
    void everyKindOfCommandComesUp() {
        List<PlannedCommand> plan = plan(20_000, 500, 3);

        assertThat(plan.stream()
                        .<Class<?>>map(planned -> first(planned).getClass())
                        .distinct())
                .contains(
                        OpenAccount.class,
                        DepositMoney.class,
                        WithdrawMoney.class,
                        CloseAccount.class,
                        PlaceOrder.class,
                        ConfirmPayment.class,
                        ShipOrder.class,
                        CancelOrder.class,
                        OpenConference.class,
                        ReserveSeats.class,
                        CancelReservation.class);
        assertThat(plan).anyMatch(PlannedCommand::sentTwice);
        assertThat(plan).anyMatch(planned -> planned.commands().size() > 1);
        assertThat(plan).anyMatch(planned -> Objects.nonNull(planned.expectedVersion()));
        assertThat(plan)
                .anyMatch(planned -> first(planned) instanceof DepositMoney deposit && deposit.getAmountMinor() <= 0);
    }

    private static SpecificRecord first(PlannedCommand planned) {
        return planned.commands().getFirst();
    }

    private static List<PlannedCommand> plan(int records, int accounts, long seed) {
        List<PlannedCommand> plan = new ArrayList<>();
        new CommandMix(records, accounts, seed).forEachRemaining(plan::add);
        return plan;
    }
}
