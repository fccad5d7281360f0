package dev.foldline.e2e.transfer;

import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.domain.process.Answer;
import dev.foldline.example.account.Account;
import dev.foldline.example.account.AccountCommand;
import dev.foldline.example.account.AccountDecider;
import dev.foldline.example.transfer.Transfer;
import dev.foldline.example.transfer.TransferCommand;
import dev.foldline.example.transfer.TransferDecider;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.transfer.CompensateTransfer;
import dev.foldline.schema.transfer.CompleteTransfer;
import dev.foldline.schema.transfer.RedirectTransfer;
import dev.foldline.schema.transfer.RefuseTransfer;
import dev.foldline.schema.transfer.ReportStuckTransfer;
import dev.foldline.schema.transfer.RequestTransfer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What command-service does with commands, as far as answers depend on it: the real deciders, one outcome per command
 * id, and failures that are decided again only by way of their dead letter.
 */
final class SimulatedBank {

    private final AccountDecider accountDecider = new AccountDecider();
    private final TransferDecider transferDecider = new TransferDecider();
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Transfer> transfers = new HashMap<>();
    private final Map<UUID, CommandResult> outcomes = new HashMap<>();
    private final BiConsumer<UUID, SpecificRecord> onEvent;
    private int offset;

    /**
     * @param onEvent is told of every event, and of the command that left it
     */
    SimulatedBank(BiConsumer<UUID, SpecificRecord> onEvent) {
        this.onEvent = onEvent;
    }

    /** A result as a process manager gets to see it. */
    static Answer answer(CommandResult result) {
        return switch (result.getStatus()) {
            case ACCEPTED -> new Answer.Accepted();
            case REJECTED -> new Answer.Rejected(result.getErrorCode(), result.getErrorMessage());
            case FAILED -> new Answer.Failed(result.getErrorCode(), result.getErrorMessage());
        };
    }

    Account account(String id) {
        return accounts.getOrDefault(id, new Account.Missing());
    }

    Transfer transfer(String id) {
        return transfers.getOrDefault(id, new Transfer.Missing());
    }

    long balancesMinor() {
        return accounts.values().stream()
                .mapToLong(account -> account instanceof Account.Open open ? open.balanceMinor() : 0)
                .sum();
    }

    /**
     * Decides a command, or answers it as it was answered before.
     *
     * @param fails   whether it fails where it is decided
     * @param retried whether it is the retry of a dead letter, so that a failure is decided again
     */
    CommandResult decide(UUID id, String aggregateId, SpecificRecord command, boolean fails, boolean retried) {
        offset++;
        CommandResult first = outcomes.get(id);
        if (first != null && !(retried && first.getStatus() == CommandStatus.FAILED)) {
            return CommandResult.newBuilder(first).setDuplicate(true).build();
        }
        CommandResult outcome = fails
                ? result(id, aggregateId, CommandStatus.FAILED, "aggregate-operation-failed")
                : decided(id, aggregateId, command);
        outcomes.put(id, outcome);
        return outcome;
    }

    private CommandResult decided(UUID id, String aggregateId, SpecificRecord command) {
        AccountCommand ofAccount = accountCommand(aggregateId, command);
        String code = ofAccount == null
                ? apply(transferDecider, transfers, aggregateId, transferCommand(aggregateId, command), event -> {
                    onEvent.accept(id, event.data());
                })
                : apply(accountDecider, accounts, aggregateId, ofAccount, event -> onEvent.accept(id, event.data()));
        return result(id, aggregateId, code.isEmpty() ? CommandStatus.ACCEPTED : CommandStatus.REJECTED, code);
    }

    private static <C, S, E> String apply(
            Decider<C, S, E> decider, Map<String, S> states, String id, C command, Consumer<E> onEvent) {
        S before = states.getOrDefault(id, decider.initialState());
        return switch (decider.decide(command, before)) {
            case Decision.Accepted<E>(List<E> events) -> {
                S state = before;
                for (E event : events) {
                    state = decider.evolve(state, event);
                }
                states.put(id, state);
                events.forEach(onEvent);
                yield "";
            }
            case Decision.Rejected<E> rejected -> rejected.code();
        };
    }

    private static @Nullable AccountCommand accountCommand(String id, SpecificRecord command) {
        return switch (command) {
            case OpenAccount data -> new AccountCommand.Open(id, data);
            case DepositMoney data -> new AccountCommand.Deposit(id, data);
            case WithdrawMoney data -> new AccountCommand.Withdraw(id, data);
            case CloseAccount data -> new AccountCommand.Close(id, data);
            default -> null;
        };
    }

    private static TransferCommand transferCommand(String id, SpecificRecord command) {
        return switch (command) {
            case RequestTransfer data -> new TransferCommand.Request(id, data);
            case CompleteTransfer data -> new TransferCommand.Complete(id, data);
            case RefuseTransfer data -> new TransferCommand.Refuse(id, data);
            case CompensateTransfer data -> new TransferCommand.Compensate(id, data);
            case ReportStuckTransfer data -> new TransferCommand.ReportStuck(id, data);
            case RedirectTransfer data -> new TransferCommand.Redirect(id, data);
            default -> throw new IllegalArgumentException(String.valueOf(command));
        };
    }

    private CommandResult result(UUID id, String aggregateId, CommandStatus status, String code) {
        return CommandResult.newBuilder()
                .setCommandId(id.toString())
                .setAggregateId(aggregateId)
                .setAggregateType("")
                .setStatus(status)
                .setAggregateVersion(0)
                .setPartition(0)
                .setCommandOffset(offset)
                .setLastPosition(0)
                .setEventCount(0)
                .setErrorCode(code)
                .setErrorMessage(code)
                .setDecidedAt(Instant.EPOCH)
                .build();
    }
}
