package dev.foldline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.account.DepositMoney;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandRequestTest {

    private static final DepositMoney DEPOSIT = new DepositMoney(500L, "salary", "");

    @Test
    void aNewRequestHasATimeOrderedIdAndAcceptsAnyVersion() {
        CommandRequest request = CommandRequest.of("account-1", DEPOSIT);

        assertThat(request.commandId().version()).isEqualTo(7);
        assertThat(request.expectedVersion()).isNull();
        assertThat(CommandRequest.of("account-1", DEPOSIT).commandId()).isGreaterThan(request.commandId());
    }

    @Test
    void eachStepChangesOnlyItsOwnPart() {
        UUID commandId = UUID.randomUUID();
        UUID correlationId = UUID.randomUUID();

        assertThat(CommandRequest.of("account-1", DEPOSIT)
                        .expecting(4)
                        .withCommandId(commandId)
                        .withCorrelationId(correlationId)
                        .withActor("zoe"))
                .isEqualTo(new CommandRequest(
                        "account-1", List.of(DEPOSIT), false, commandId, correlationId, 4L, "zoe", null));
    }

    @Test
    void aBulkHasAtLeastOneCommandAndKeepsThatItIsOne() {
        assertThat(CommandRequest.ofBulk("account-1", List.of(DEPOSIT))
                        .expecting(4)
                        .bulk())
                .isTrue();
        assertThatThrownBy(() -> CommandRequest.ofBulk("account-1", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("account-1: 0 commands are no bulk");
    }

    @Test
    void anEmptyAggregateIdIsRefused() {
        assertThatThrownBy(() -> CommandRequest.of("", DEPOSIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty aggregate id");
    }

    @Test
    void anExpectedVersionBelowZeroIsRefused() {
        CommandRequest request = CommandRequest.of("account-1", DEPOSIT);
        assertThatThrownBy(() -> request.expecting(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("account-1")
                .hasMessageContaining("version -1");
    }
}
