package dev.foldline.verify.money;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The sums of one currency each. Not thread-safe. */
final class Ledger {

    private final Map<String, Sums> byCurrency = new TreeMap<>();
    private final Map<String, Balance> balances = new HashMap<>();

    private record Balance(String currency, long minor) {}

    private static final class Sums {
        private BigInteger paidIn = BigInteger.ZERO;
        private BigInteger paidOut = BigInteger.ZERO;
        private BigInteger inFlight = BigInteger.ZERO;
        private BigInteger inAccounts = BigInteger.ZERO;
    }

    /** A client has paid in, when the account was opened or later. */
    void paidIn(String currency, long amountMinor) {
        Sums sums = of(currency);
        sums.paidIn = sums.paidIn.add(BigInteger.valueOf(amountMinor));
    }

    /** A client has taken money out. */
    void paidOut(String currency, long amountMinor) {
        Sums sums = of(currency);
        sums.paidOut = sums.paidOut.add(BigInteger.valueOf(amountMinor));
    }

    /** A transfer has taken money and not yet given it to anybody. */
    void inFlight(String currency, long amountMinor) {
        Sums sums = of(currency);
        sums.inFlight = sums.inFlight.add(BigInteger.valueOf(amountMinor));
    }

    /** What an account says that it has now. */
    void balance(String account, String currency, long minor) {
        balances.put(account, new Balance(currency, minor));
    }

    int accounts() {
        return balances.size();
    }

    /** Tells of every currency whose sums differ; to be called once, at the end. */
    void compare(Consumer<String> difference) {
        balances.values().forEach(balance -> {
            Sums sums = of(balance.currency());
            sums.inAccounts = sums.inAccounts.add(BigInteger.valueOf(balance.minor()));
        });
        byCurrency.forEach((currency, sums) -> {
            BigInteger wanted = sums.paidIn.subtract(sums.paidOut);
            BigInteger found = sums.inAccounts.add(sums.inFlight);
            if (!wanted.equals(found)) {
                difference.accept(currency + ": accounts have " + sums.inAccounts + " and " + sums.inFlight
                        + " is on its way, but " + sums.paidIn + " was paid in and " + sums.paidOut
                        + " taken out: a difference of " + found.subtract(wanted));
            }
        });
    }

    private Sums of(String currency) {
        return byCurrency.computeIfAbsent(currency, _ -> new Sums());
    }
}
