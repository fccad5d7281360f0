package dev.foldline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.schema.CommandPart;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.stack.LocalStack;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several commands for one aggregate, sent as one. */
@ExtendWith(SharedStack.class)
final class BulkIT {

    private static final String ACCOUNT = "bulk-account";

    @Test
    void aBulkHoldsWholeOrNotAtAllAndItsResultHasAPartForEachCommand(LocalStack stack) {
        CommandRequest opening = CommandRequest.ofBulk(
                ACCOUNT,
                List.of(
                        new OpenAccount("Ada", "EUR", 0L),
                        new DepositMoney(500L, "", ""),
                        new WithdrawMoney(200L, "", "")));
        CommandRequest tooMuch =
                CommandRequest.ofBulk(ACCOUNT, List.of(new DepositMoney(1L, "", ""), new WithdrawMoney(900L, "", "")));
        try (CommandClient client = CommandClient.open(
                stack.endpoints().bootstrapServers(), stack.endpoints().registryUrl())) {

            CommandResult opened = client.send(opening).join();
            assertThat(opened.getParts()).containsExactly(accepted(1), accepted(2), accepted(3));

            CommandResult refused = client.send(tooMuch).join();
            assertThat(refused.getStatus()).isEqualTo(CommandStatus.REJECTED);
            assertThat(refused.getAggregateVersion()).isEqualTo(3);
            assertThat(refused.getParts())
                    .extracting(CommandPart::getErrorCode)
                    .containsExactly("bulk-not-applied", "insufficient-funds");

            for (CommandRequest again : List.of(opening, tooMuch)) {
                CommandResult first = again.equals(opening) ? opened : refused;
                assertThat(client.send(again).join())
                        .isEqualTo(CommandResult.newBuilder(first)
                                .setDuplicate(true)
                                .build());
            }
        }
        Pipeline.assertClean(stack.endpoints());
    }

    private static CommandPart accepted(long version) {
        return new CommandPart(CommandStatus.ACCEPTED, version, 1, "", "");
    }
}
