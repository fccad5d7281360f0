package dev.foldline.example.account;

import dev.foldline.contract.DomainRecords;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;
import dev.foldline.schema.projection.AccountBalance;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The records of the domain {@code account}. */
public final class AccountRecords implements DomainRecords {

    /** Name of the view that holds one {@link AccountBalance} per account. */
    public static final String ACCOUNT_BALANCES = "account-balances";

    @Override
    public List<Schema> commands() {
        return List.of(
                OpenAccount.getClassSchema(),
                DepositMoney.getClassSchema(),
                WithdrawMoney.getClassSchema(),
                CloseAccount.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(
                AccountOpened.getClassSchema(),
                MoneyDeposited.getClassSchema(),
                MoneyWithdrawn.getClassSchema(),
                AccountClosed.getClassSchema());
    }

    @Override
    public Map<String, Schema> views() {
        return Map.of(ACCOUNT_BALANCES, AccountBalance.getClassSchema());
    }
}
