package dev.foldline.verify.view;

import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.MoneyDeposited;
import dev.foldline.schema.account.MoneyWithdrawn;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import dev.foldline.serde.UndecodableException;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.check.RecordDecoder;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.ExampleRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** What the view {@code account-balances} must show, folded from the table. Not thread-safe. */
public final class BalanceFold {

    private static final Set<String> EVENT_TYPES =
            ExampleRecords.accountEvents().stream().map(Schema::getFullName).collect(Collectors.toUnmodifiableSet());

    private final RecordDecoder decoder;
    private final Findings unreadable;
    private final Map<String, Account> accounts = new HashMap<>();

    /** One account so far. */
    private static final class Account {
        private String owner = "";
        private String currency = "";
        private long balanceMinor;
        private AccountStatus status = AccountStatus.OPEN;
        private long transactionCount;
        private long version;
        private Instant lastActivityAt = Instant.EPOCH;
    }

    /**
     * @param unreadable takes note of events that cannot be decoded or are none of an account
     */
    public BalanceFold(RecordDecoder decoder, Findings unreadable) {
        this.decoder = decoder;
        this.unreadable = unreadable;
    }

    /** Applies one row; rows of other aggregates are skipped. */
    public void row(EventRow row) {
        if (!EVENT_TYPES.contains(row.eventType())) {
            return;
        }
        Account account = accounts.computeIfAbsent(row.aggregateId(), _ -> new Account());
        account.version = row.aggregateVersion();
        account.lastActivityAt = row.occurredAt();
        try {
            apply(account, decoder.decode(row.payload()), row);
        } catch (UndecodableException e) {
            unreadable.differ(row.place() + " cannot be read: " + e.getMessage());
        }
    }

    /** The rows of the view by key. */
    public Map<String, AccountBalance> rows() {
        Map<String, AccountBalance> rows = HashMap.newHashMap(accounts.size());
        accounts.forEach((id, account) -> rows.put(id, balance(id, account)));
        return rows;
    }

    private void apply(Account account, SpecificRecord event, EventRow row) {
        switch (event) {
            case AccountOpened opened -> {
                account.owner = opened.getOwner();
                account.currency = opened.getCurrency();
                account.balanceMinor = opened.getInitialDepositMinor();
                account.transactionCount = opened.getInitialDepositMinor() > 0 ? 1 : 0;
            }
            case MoneyDeposited deposited -> {
                account.balanceMinor += deposited.getAmountMinor();
                account.transactionCount++;
            }
            case MoneyWithdrawn withdrawn -> {
                account.balanceMinor -= withdrawn.getAmountMinor();
                account.transactionCount++;
            }
            case AccountClosed _ -> account.status = AccountStatus.CLOSED;
            default ->
                unreadable.differ(
                        row.place() + " holds a " + event.getSchema().getFullName() + ", not " + row.eventType());
        }
    }

    private static AccountBalance balance(String id, Account account) {
        return AccountBalance.newBuilder()
                .setAccountId(id)
                .setOwner(account.owner)
                .setCurrency(account.currency)
                .setBalanceMinor(account.balanceMinor)
                .setStatus(account.status)
                .setTransactionCount(account.transactionCount)
                .setVersion(account.version)
                .setLastActivityAt(account.lastActivityAt)
                .build();
    }
}
