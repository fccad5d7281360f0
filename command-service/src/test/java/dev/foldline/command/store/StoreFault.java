package dev.foldline.command.store;

/** What can go wrong between a store and its tables, once. */
public enum StoreFault {

    /** The next append fails before COMMIT is sent; nothing is written. */
    APPEND_FAILS,

    /** The next append sends COMMIT, which does not arrive; nothing is written. */
    COMMIT_IS_LOST,

    /** The next append commits, and the reply does not arrive. */
    COMMIT_REPLY_IS_LOST,

    /** The next acquire fails; the epoch stays. */
    ACQUIRE_FAILS,

    /** The next acquire raises the epoch, and the reply does not arrive. */
    ACQUIRE_REPLY_IS_LOST,

    /** The next load, look-up of outcomes or chunk of decisions fails. */
    READ_FAILS
}
