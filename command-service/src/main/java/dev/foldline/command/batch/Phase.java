package dev.foldline.command.batch;

/** What a batch's time goes into. Waiting is apart from working. */
public enum Phase {
    /** Waiting for commands. */
    POLL,
    /** Turning records into commands. */
    DECODE,
    /** Reading streams and earlier outcomes from the table, and folding them. */
    LOAD,
    /** Asking the domain, and writing down what follows. */
    DECIDE,
    /** Committing to the table. */
    APPEND,
    /** Waiting until the forwarder takes the batch. */
    FORWARD_WAIT,
    /** One transaction of the forwarder, beside the loop. */
    FORWARD
}
