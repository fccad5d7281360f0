package dev.foldline.domain.process;

/** The result of a command that a process sent. */
public sealed interface Answer {

    /** The command was accepted; its events, if any, are stored. */
    record Accepted() implements Answer {}

    /**
     * The command was rejected and nothing changed.
     *
     * @param code    of the rejection, in kebab case
     * @param message one sentence with the values, for people
     */
    record Rejected(String code, String message) implements Answer {}

    /**
     * The command could not be decided and nothing changed. It is in the dead letters: once an operator retries it, it
     * may be accepted or rejected after all, and is answered again.
     *
     * @param code    of the failure, in kebab case
     * @param message one sentence with the values, for people
     */
    record Failed(String code, String message) implements Answer {}
}
