package dev.foldline.example.account;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.StateJson;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The aggregate type {@code account}. */
public final class AccountType implements AggregateType<AccountCommand, Account, AccountEvent> {

    private final AccountRecords records = new AccountRecords();
    private final AccountDecider decider = new AccountDecider();
    private final StateJson<Account> stateJson = new RecordStateJson<>(Account.class, 1);

    @Override
    public String name() {
        return "account";
    }

    @Override
    public Decider<AccountCommand, Account, AccountEvent> decider() {
        return decider;
    }

    @Override
    public List<Schema> commands() {
        return records.commands();
    }

    @Override
    public List<Schema> events() {
        return records.events();
    }

    @Override
    public AccountCommand command(String aggregateId, SpecificRecord record) {
        return switch (record) {
            case OpenAccount data -> new AccountCommand.Open(aggregateId, data);
            case DepositMoney data -> new AccountCommand.Deposit(aggregateId, data);
            case WithdrawMoney data -> new AccountCommand.Withdraw(aggregateId, data);
            case CloseAccount data -> new AccountCommand.Close(aggregateId, data);
            default ->
                throw new IllegalArgumentException(
                        "no account command: " + record.getSchema().getFullName());
        };
    }

    @Override
    public AccountEvent event(SpecificRecord record) {
        return switch (record) {
            case AccountOpened data -> new AccountEvent.Opened(data);
            case MoneyDeposited data -> new AccountEvent.Deposited(data);
            case MoneyWithdrawn data -> new AccountEvent.Withdrawn(data);
            case AccountClosed data -> new AccountEvent.Closed(data);
            default ->
                throw new IllegalArgumentException(
                        "no account event: " + record.getSchema().getFullName());
        };
    }

    @Override
    public SpecificRecord data(AccountEvent event) {
        return event.data();
    }

    @Override
    public StateJson<Account> stateJson() {
        return stateJson;
    }
}
