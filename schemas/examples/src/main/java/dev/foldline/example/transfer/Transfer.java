package dev.foldline.example.transfer;

/** State of a transfer, as far as decisions need it. */
public sealed interface Transfer {

    /** No event yet. */
    record Missing() implements Transfer {}

    /**
     * The money is on its way.
     *
     * @param redirects how often a person has named another account
     */
    record Running(int redirects) implements Transfer {}

    /**
     * Waits for a person.
     *
     * @param refused   whether it holds money that an account has refused
     * @param redirects how often a person has named another account
     */
    record Stuck(boolean refused, int redirects) implements Transfer {}

    /**
     * The end: accepts no command.
     *
     * @param how completed, refused or compensated
     */
    record Ended(String how) implements Transfer {}
}
