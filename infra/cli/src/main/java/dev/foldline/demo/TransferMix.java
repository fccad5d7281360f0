package dev.foldline.demo;

import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.transfer.RequestTransfer;
import java.util.SplittableRandom;

/**
 * Transfers between a few wallets, accounts that nothing else touches: most arrive, some are more than a wallet has,
 * and some go to a wallet in another currency and come back.
 */
final class TransferMix implements DomainMix {

    private static final int WALLETS = 6;
    private static final int PER_CENT = 100;
    private static final int ABROAD_UP_TO = 10;
    private static final int TOO_LARGE_UP_TO = 15;
    private static final long FIRST_MINOR = 100_000;
    private static final long AMOUNT_MAX_MINOR = 5_000;

    private final SplittableRandom random;
    private int opened;
    private int requested;

    TransferMix(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public PlannedCommand next(int recordsMax) {
        if (opened < WALLETS) {
            opened++;
            String currency = opened == WALLETS ? "CHF" : "EUR";
            return PlannedCommand.of(wallet(opened), new OpenAccount("Holder " + opened, currency, FIRST_MINOR));
        }
        requested++;
        int roll = random.nextInt(PER_CENT);
        int from = 1 + random.nextInt(WALLETS - 1);
        int to = roll < ABROAD_UP_TO ? WALLETS : 1 + (from + random.nextInt(WALLETS - 2)) % (WALLETS - 1);
        boolean tooLarge = roll >= ABROAD_UP_TO && roll < TOO_LARGE_UP_TO;
        long amountMinor = tooLarge ? WALLETS * FIRST_MINOR : 1 + random.nextLong(AMOUNT_MAX_MINOR);
        return PlannedCommand.of(
                "transfer-" + requested, new RequestTransfer(wallet(from), wallet(to), amountMinor, "EUR", "demo"));
    }

    private static String wallet(int number) {
        return "wallet-" + number;
    }
}
