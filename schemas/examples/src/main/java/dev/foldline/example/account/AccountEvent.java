package dev.foldline.example.account;

import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import org.apache.avro.specific.SpecificRecord;

/** The events of an account. */
public sealed interface AccountEvent {

    SpecificRecord data();

    record Opened(AccountOpened data) implements AccountEvent {}

    record Deposited(MoneyDeposited data) implements AccountEvent {}

    record Withdrawn(MoneyWithdrawn data) implements AccountEvent {}

    record Closed(AccountClosed data) implements AccountEvent {}
}
