package dev.foldline.command.batch.rule;

import dev.foldline.command.store.RowsRefusedException;
import dev.foldline.command.stream.DeciderRunner;

/**
 * Why a record cannot be carried through as it was decided: it fails instead.
 *
 * @param code      kebab-case code of its result
 * @param message   the sentence
 * @param exception class of the exception, empty where there was none
 */
public record Refusal(String code, String message, String exception) {

    /** Code of what the code of a domain ends in, or the history of its stream. */
    public static final String OPERATION_FAILED = "aggregate-operation-failed";

    private static final String NOT_STORABLE = "not-storable";

    /** Its rows cannot be stored. */
    public static Refusal notStorable(RowsRefusedException e) {
        return new Refusal(NOT_STORABLE, "Postgres refuses a row of it: " + e.getMessage(), "");
    }

    /** Code that it needs has thrown something that nobody expected. */
    public static Refusal ofDomain(Throwable e) {
        return new Refusal(
                OPERATION_FAILED,
                "deciding failed: " + DeciderRunner.inWords(e),
                e.getClass().getName());
    }

    /** Others keep writing to its stream. */
    public static Refusal contended(String aggregateId) {
        return new Refusal(OPERATION_FAILED, "others kept writing to " + aggregateId + " meanwhile", "");
    }
}
