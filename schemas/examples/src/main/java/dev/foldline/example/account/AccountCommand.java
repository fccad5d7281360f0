package dev.foldline.example.account;

import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.account.WithdrawMoney;

/**
 * The commands of an account. One thin record per Avro type: Avro owns the bytes, this interface owns exhaustiveness.
 */
public sealed interface AccountCommand {

    String accountId();

    record Open(String accountId, OpenAccount data) implements AccountCommand {}

    record Deposit(String accountId, DepositMoney data) implements AccountCommand {}

    record Withdraw(String accountId, WithdrawMoney data) implements AccountCommand {}

    record Close(String accountId, CloseAccount data) implements AccountCommand {}
}
