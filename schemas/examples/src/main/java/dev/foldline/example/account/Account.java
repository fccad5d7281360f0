package dev.foldline.example.account;

/** State of an account, as far as decisions need it. */
public sealed interface Account {

    /** No event yet. */
    record Missing() implements Account {}

    /**
     * Money can move.
     *
     * @param currency     ISO 4217 code of every amount
     * @param balanceMinor in minor units, zero or more
     */
    record Open(String currency, long balanceMinor) implements Account {

        Open withBalance(long newBalanceMinor) {
            return new Open(currency, newBalanceMinor);
        }
    }

    /** The end: accepts no command. */
    record Closed() implements Account {}
}
