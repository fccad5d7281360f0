package dev.foldline.bench.stack;

import dev.foldline.client.CommandClient;
import dev.foldline.client.CommandRequest;
import dev.foldline.schema.account.DepositMoney;
import dev.foldline.schema.account.OpenAccount;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Commands of which each is accepted and leaves one event, so that commands and events are the same number: accounts
 * are opened, then money is added to any of them, each as likely as the other. Not thread-safe.
 */
public final class AccountCommands {

    private static final long SEED = 4711;

    private final int accounts;
    private final String reference;
    private final SplittableRandom random = new SplittableRandom(SEED);

    /**
     * @param accounts     how many accounts
     * @param payloadBytes bytes of free text in each deposit and in its event
     */
    public AccountCommands(int accounts, int payloadBytes) {
        this.accounts = accounts;
        this.reference = "x".repeat(payloadBytes);
    }

    /** Opens each account; to be sent before anything else. */
    public Stream<CommandRequest> opens() {
        return IntStream.range(0, accounts)
                .mapToObj(account -> CommandRequest.of(id(account), new OpenAccount("Ada", "EUR", 0L)));
    }

    /** Opens each account, and returns when all have a result. */
    public void openAll(CommandClient client) {
        CompletableFuture.allOf(opens().map(client::send).toArray(CompletableFuture[]::new))
                .join();
    }

    /** So many deposits. */
    public Stream<CommandRequest> deposits(int count) {
        return IntStream.range(0, count).mapToObj(_ -> deposit(random.nextInt(accounts)));
    }

    /** A deposit to one of the accounts, which are numbered from 0. */
    public CommandRequest deposit(int account) {
        return CommandRequest.of(id(account), new DepositMoney(1L, reference, ""));
    }

    /** The aggregate id of an account. */
    public static String id(int account) {
        return "account-" + account;
    }
}
