package dev.foldline.torture.client;

import dev.foldline.client.CommandRequest;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A few accounts for which all clients race: each writes under the version that any of them was told of last, so that
 * of several commands under one version one may be accepted. Thread-safe.
 */
public final class RacedAccounts {

    static final int ACCOUNTS = 4;
    private static final String PREFIX = "torture-raced-";

    private final Map<String, Long> versions = new ConcurrentHashMap<>();

    /** A command for one of them, counted from zero, under the version known here. */
    CommandRequest next(int number) {
        String account = PREFIX + number;
        long version = versions.getOrDefault(account, 0L);
        return CommandRequest.of(
                        account, version == 0 ? new OpenAccount("Ada", "EUR", 0L) : new DepositMoney(1L, "race", ""))
                .expecting(version);
    }

    /** Takes the version from a result, also from a refusal, if it is one of an account here. */
    void answered(CommandResult result) {
        if (result.getAggregateId().startsWith(PREFIX)) {
            versions.merge(result.getAggregateId(), result.getAggregateVersion(), Math::max);
        }
    }
}
